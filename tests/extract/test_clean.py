

@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Force is reported. It is re-ported.", "reported. It is reported."),
        ("Officers shall re-qualify.", "shall re-qualify."),
        ("A non-deadly option.", "A non-deadly option."),
    ],
)
def test_a_prefix_at_a_line_end_keeps_its_hyphen_unless_the_joined_word_stands_elsewhere(text, read):
    at = text.index("-")
    assert clean(text, (at,)).text.endswith(read)
