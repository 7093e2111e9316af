"""Where an editor would put the act: short news texts, published on Wednesday 29 October 2025."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events

pytestmark = pytest.mark.model

# text | type of the act | its place | the place's country (- where the text tells none)
TEXTS = """
    French President Emmanuel Macron met German Chancellor Friedrich Merz in Toulon on Tuesday. | CONSULT | Toulon | FRA
    In Oslo, Norway's foreign minister met his Russian counterpart on Monday. | CONSULT | Oslo | NOR
    Iranian and American negotiators resumed the Muscat talks on Monday. | CONSULT | Muscat | OMN
    Xi Jinping received Kazakh President Kassym-Jomart Tokayev at the Great Hall of the People on Monday. | CONSULT | Great Hall of the People | CHN
    British Prime Minister Keir Starmer arrived in Ankara on Monday for a two-day visit to Turkey. | CONSULT | Ankara | TUR
    India's prime minister paid a state visit to Kenya in July. | CONSULT | Kenya | KEN
    Russian drones struck a power station in Kharkiv on Monday, killing two people, Ukraine said. | ASSAULT | Kharkiv | UKR
    Israel bombed Rafah on Tuesday. | ASSAULT | Rafah | PSE
    Pakistani jets attacked militants in Nangarhar province on Sunday, Afghanistan said. | ASSAULT | Nangarhar | AFG
    Ukrainian forces shelled Belgorod region on Monday, Russia said. | ASSAULT | Belgorod region | RUS
    Hungary summoned the Ukrainian ambassador on Tuesday. | ACCUSE | Budapest | HUN
    Myanmar's foreign ministry summoned the British ambassador in Naypyidaw on Monday. | ACCUSE | Naypyidaw | MMR
    Phnom Penh recalled its ambassador from Bangkok on Tuesday. | SANCTION | Bangkok | THA
    WARSAW, Oct 28 (Reuters) - Poland expelled three Russian diplomats on Tuesday. | SANCTION | Warsaw | POL
    Poland expelled three Russian diplomats on Tuesday. | SANCTION | Poland | POL
    GENEVA (AP) - The United States and China resumed trade talks in Geneva on Monday. | CONSULT | Geneva | CHE
    Tokyo, 28 Oct - Japan condemned North Korea on Tuesday. | ACCUSE | Tokyo | JPN
    Doha: Qatar condemned Israel on Tuesday. | ACCUSE | Doha | QAT
    MANILA (Agence) - The Philippines accused China of harassment on Tuesday. | ACCUSE | Manila | PHL
    Turkish President Recep Tayyip Erdogan spoke by phone with Vladimir Putin on Monday from Ankara. | CONSULT | - | -
    Kenya condemned the attack on Israeli tourists in Mumbai. | ACCUSE | - | -
    France criticised Israel over the strikes in Gaza. | ACCUSE | - | -
    The Kremlin said on Monday that Russia had accused Ukraine of sabotage. | ACCUSE | - | -
    Lebanon's army arrested three Syrian fighters in Tripoli on Monday. | COERCE | Tripoli | LBN
    Libyan forces arrested three Egyptian fighters in Tripoli on Monday. | COERCE | Tripoli | LBY
    American and Cuban officials met in Birmingham, Alabama, on Monday. | CONSULT | Birmingham | USA
    British and Irish ministers met in Birmingham on Monday. | CONSULT | Birmingham | GBR
    Russia and Georgia held talks in Tbilisi, the Georgian capital, on Monday. | CONSULT | Tbilisi | GEO
    Chile and Peru signed a border accord in Valencia, Venezuela, on Monday. | SUPPORT | Valencia | VEN
    Kenya and Uganda signed a trade agreement in the Kenyan capital on Monday. | SUPPORT | Nairobi | KEN
    Modi flew to Addis Ababa on Tuesday, where he met Ethiopian Prime Minister Abiy Ahmed. | CONSULT | Addis Ababa | ETH
    Trump landed at Camp David. Canadian Prime Minister Mark Carney met Trump there on Monday. | CONSULT | Camp David | USA
    Serbian police closed the Merdare crossing with Kosovo on Monday. | SANCTION | Merdare crossing | SRB
    Protesters demonstrated outside the United States embassy in Copenhagen on Saturday. | PROTEST | Copenhagen | DNK
    Chinese and Indian troops exchanged fire in the Galwan Valley on Monday. | ASSAULT | Galwan Valley | IND
    Iran seized a Greek tanker in the Strait of Hormuz on Monday. | COERCE | Strait of Hormuz | IRN
    Russia launched an attack on Ukrainian forces near Pokrovsk on Monday. | ASSAULT | Pokrovsk | UKR
    NATO defence ministers met at NATO headquarters on Monday with Ukraine's minister. | CONSULT | NATO headquarters | BEL
    Egypt and Israel signed a gas agreement in Sharm el-Sheikh on Monday. | SUPPORT | Sharm el-Sheikh | EGY
    The RSF shelled El Fasher on Monday, Sudan's army said. | ASSAULT | El Fasher | SDN
"""  # noqa: E501
CASES = [tuple(cell.strip() for cell in line.split("|")) for line in TEXTS.strip().splitlines()]


@pytest.mark.parametrize(("text", "act", "name", "country"), CASES)
def test_an_act_takes_place_where_an_editor_would_say(
    coder: Coder, text: str, act: str, name: str, country: str
) -> None:
    found = events(coder, text)
    where = next(e.location for e in found if e.plover_act.value == act)
    assert (where.name if where else "-", where.country if where else "-") == (name, country)


def test_the_united_nations_act_where_they_sit(coder: Coder) -> None:
    found = events(
        coder,
        "UNITED NATIONS (AP) — The U.N. General Assembly on Tuesday demanded that the Houthi rebels free its "
        "staff. The U.N. envoy for Yemen, Hans Grundberg, met Houthi officials in Muscat on Monday.",
    )
    demand = next(e for e in found if e.plover_act == "REQUEST")
    assert demand.location is not None
    assert demand.location.country == "USA"
