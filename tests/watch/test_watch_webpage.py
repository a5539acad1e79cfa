"""What a web page is that came in place of a PDF, also one that no grammar knows."""

from __future__ import annotations

import pytest

from policyscan.watch.webpage import describe


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (b"<html><![foo[ bar", "web_page"),
        (b"<html><![foo[ bar> <title>Sign in</title>", "login"),
        (b"<html><![if !IE]><title>Sign in</title>", "login"),
        (b"<html><!DOCTYPE [<!ENTITY x", "web_page"),
        (b"<html><![CDATA[x]]><h1>Page not found</h1>", "not_found"),
    ],
)
def test_odd_markup_is_read_as_far_as_it_goes(words, fault):
    assert describe(words)[0] == fault
