for _number, _letter in enumerate("CADBCDAB", 1):
    globals()[f"Q{_number}"] = _letter
