"""Which provisions of two texts correspond, with a calibrated probability and the evidence for it."""
