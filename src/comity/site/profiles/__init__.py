"""Profiles: organisations as data. A folder holds `profile.yaml`, procedures, texts, and perhaps a story to play.

`reading` sees what is wrong with the files; `playing` goes through the acts in memory, without a database; `loading`
puts them on the record, all or nothing. The format is described in `profiles/README.md`.
"""
