"""Three hundred names of the kinds that break things."""

from __future__ import annotations

KINDS: dict[str, list[str]] = {
    "umlauts and accents": [
        "Jürgen Müller", "Zoë Šimůnková", "Łukasz Żółć", "Nguyễn Thị Ánh", "Ægir Þórðarson",
        "İpek Işık", "Straße Weiß", "Chloë O’Brien-Sørensen", "Jose\u0301 Nun\u0303ez",
        "José Nuñez",
    ],
    "other scripts": [
        "李小龙", "山田 太郎", "김철수", "Иван Петров", "Γιώργος Παπαδόπουλος", "สมชาย ใจดี",
        "नरेन्द्र शर्मा", "𝓐𝓭𝓪 𝓛𝓸𝓿𝓮", "😀 Emoji 😀", "ɐpɐ",
    ],
    "right to left": [
        "محمد علي", "שרה כהן", "فاطمة (Fatima)", "כהן, שרה", "علي 123", "\u200fשרה\u200f",
        "\u202eevil\u202c", "Ada \u2067علي\u2069", "ابن سينا_1", "-שרה",
    ],
    "commas and quotes": [
        "Lovelace, Ada", 'Ada "the Countess" Lovelace', "O'Neil, Sean", "a,b,,c", '"', '""', "',',",
        "semi;colon", "tab\there", "back\\slash",
    ],
    "lines": [
        "Ada\nLovelace", "Ada\r\nLovelace", "Ada\rLovelace", "\nAda", "Ada\n", "A\n\nB",
        "Ada\u2028Lovelace", "Ada\u2029Lovelace", "Ada\x0bLovelace", "Ada\x85Lovelace",
    ],
    "formulas": [
        "=1+1", '=HYPERLINK("http://x","y")', "+49 Ada", "-Ada", "@SUM(A1)", "\t=1",
        "\uff1d1+1",
        "=cmd|' /C calc'!A0", "%0A=1", "= ",
    ],
    "markup": [
        "<script>alert(1)</script>", "<b>Ada</b>", "&amp; Ada", "{{ 7 * 7 }}", "{% raw %}", "]]>",
        "<!-- Ada -->", "[Ada](http://x)", "**Ada**", "`Ada`",
    ],
    "commands": [
        "::error::Ada", "::stop-commands::x", "##[error]Ada", "##vso[task]", "$(rm -rf)", "`id`",
        "; ls", "| cat", "%PATH%", "${HOME}",
    ],
    "paths": [
        "..", "../../etc/passwd", "/etc/passwd", "C:\\Windows", "a/b/c", ".", "...", ".hidden",
        "~root", "~",
    ],
    "reserved": [
        "CON", "nul", "aux.txt", "COM1", "LPT9.zip", "index.html", "scores.csv", "result.json",
        "__MACOSX", "__pycache__",
    ],
    "platforms": [
        "ada_1_2_engine.py", "Ada_LATE", "Ada_99_", "_12_", "anon_5", "Participant 7",
        "Participant_7", "x_assignsubmission_file_", "submission_5001", "Points Possible",
    ],
    "long": ["A" * 200, "Ü" * 200, "李" * 200, "=" * 200, "a b " * 50, "," * 200, "😀" * 100,
             "x" * 199 + "\n", "'" * 200, "ש" * 200],
    "blanks": [" ", "  Ada  ", "\u00a0", "Ada\u3000Lovelace", "\u200b", "Ada\u200dLovelace", "_",
               "-", "'", "0"],
    "numbers": ["1", "007", "1e5", "1,5", "NaN", "inf", "TRUE", "null", "2026-01-01", "1/2"],
    "twins": ["Kim Lee"] * 5 + ["kim lee", "KIM LEE", "Lee, Kim", "Kim  Lee", "Kim Lee-2"],
}


def three_hundred() -> list[str]:
    """All of them, and as many again with a family name, to make it three hundred."""
    every = [name for names in KINDS.values() for name in names]
    return [*every, *(f"{name} Nr{number}" for number, name in enumerate(every))][:300]
