"""What people are told by mail: questions that await them, deadlines, decisions, their own positions and powers."""
