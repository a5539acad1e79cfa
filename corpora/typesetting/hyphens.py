"""Say where words may be broken at a line's end: an explicit list, so that every break is a right one."""

from __future__ import annotations

import re

_WORDS = """
ac-cord-ance ac-count-abil-ity ac-tiv-i-ties ad-min-is-tra-tive ag-gres-sive ag-gres-sion al-ter-na-tives
ap-pli-ca-tion ap-prox-i-mate ar-rest-ing as-sess-ment as-sis-tance at-tempt-ing au-thor-ity au-tho-rized
au-tho-rize bar-ri-cade bod-ily cir-cum-stances cir-cum-stance ci-vil-ian com-mand-er com-mu-ni-ca-tion
com-mu-ni-cate com-mu-nity com-plaint com-pli-ance com-plete con-di-tion con-duct-ed con-front-ed
con-sid-er con-sid-er-a-tion con-sis-tent con-tain-ment con-tin-ued con-trol con-trolled cus-tody
dan-ger-ous de-par-ture de-part-ment dep-uty de-scribe des-ig-nat-ed de-ter-mine de-ter-min-ing
de-vel-op-ment dis-charge dis-charged dis-ci-pline dis-tance doc-u-ment doc-u-ment-ed du-ra-tion
emer-gency em-ploy-ee em-ploy-ees en-force-ment en-gage-ment equip-ment es-tab-lish es-tab-lished
eval-u-ate evi-dence ex-am-ine ex-ces-sive ex-haust-ed ex-pla-na-tion fea-si-ble fire-arm fire-arms
fol-low-ing gov-ern-ment hand-cuffed hos-pi-tal im-me-di-ate im-me-di-ate-ly im-mi-nent im-par-tial
im-ple-men-ta-tion in-ci-dent in-ci-dents in-di-vid-ual in-di-vid-uals in-for-ma-tion in-jured in-ju-ries
in-stru-ment in-ter-vene in-ter-ven-tion in-ter-view in-ves-ti-ga-tion in-ves-ti-ga-tor ju-ris-dic-tion
jus-ti-fied law-ful lieu-ten-ant lim-i-ta-tions main-tain main-te-nance med-i-cal mem-ber mem-bers
ne-ces-sary nec-es-sary ne-ces-si-ty no-ti-fied no-ti-fi-ca-tion ob-jec-tive ob-jec-tive-ly ob-served
of-fense of-fi-cer of-fi-cers op-er-a-tion op-por-tu-nity par-tic-i-pa-tion per-mit-ted per-son-nel
per-sua-sion phys-i-cal po-si-tion pre-serve pre-vent pro-ce-dure pro-ce-dures pro-fes-sion-al
pro-gram pro-hib-it-ed pro-por-tion-al pro-tec-tion pro-tec-tive pro-vid-ed rea-son-able rea-son-ably
re-cord-ed re-gard-less re-main-ing re-port-ed re-port-ing re-quire-ments re-quired re-sis-tance
re-sist-ing re-solve re-spon-si-bil-ity re-spon-si-ble re-strained re-straint re-view-ing sanc-tity
se-ri-ous sit-u-a-tion sit-u-a-tions sub-ject sub-jects sub-mit-ted suf-fi-cient su-per-vi-sor su-per-vi-sors
sur-ren-der sus-pect tac-ti-cal tac-tics tech-nique tech-niques ter-mi-na-tion threat-en-ing train-ing
trans-port-ed treat-ment un-der-stand un-nec-es-sary un-rea-son-able ve-hi-cle ve-hi-cles ver-bal
vi-o-lence vi-o-la-tion weap-on weap-ons wit-ness wit-ness-es
"""
_POINTS = {
    word.replace("-", ""): [i - word[:i].count("-") for i, char in enumerate(word) if char == "-"]
    for word in _WORDS.split()
}
_CORE = re.compile(r"([^A-Za-z]*)([A-Za-z]+)([^A-Za-z]*)")
_COMPOUND = re.compile(r"(?<=[A-Za-z]{2}-)(?=[A-Za-z]{3})")


def break_points(word: str) -> list[tuple[int, str]]:
    """Where the word may be broken, and the mark to add there; a compound breaks at its own hyphen."""
    if "-" in word:
        return [(match.start(), "") for match in _COMPOUND.finditer(word)]
    core = _CORE.fullmatch(word)
    if core is None:
        return []
    points = _POINTS.get(core[2].lower(), [])
    return [(len(core[1]) + point, "-") for point in points if 2 <= point <= len(core[2]) - 3]
