"""What somebody writes about before they have chosen it."""

from collections.abc import Mapping

import pytest

from flows.inputs import Lexicon
from flows.inputs.topics import find
from flows.loader import load
from tests.conversation.talk import SETTINGS

OVERTIME, SUPPORT, JOB = "unpaid_overtime", "missed_support", "job_loss"
KEPT, VIOLENCE, RETURN = "documents_kept", "violence", "forced_return"
HOUSING, INJURY, MINIMUM, HOURS = "housing", "injury", "minimum_pay", "long_hours"
PROMISE, CHANGE = "promise", "new_employer"

SAID = {
    ("vi", OVERTIME): (
        "khong tra tien tang ca", "Công ty không trả tiền tăng ca", "lam them ko duoc tra tien", "OT k dc tra",
        "xi nghiep no luong 2 thang", "chu bung luong roi", "cong ty ko tra luong", "zangyo 60 tieng ma ko co tien",
        "toi lam ngoai gio khong nhan duoc dong nao",
    ),
    ("vi", SUPPORT): (
        "khong ai giup toi", "nghiep doan ko lam gi ca", "kumiai khong giup",
        "ko co phien dich", "không được hỗ trợ gì", "co quan ho tro khong tra loi",
    ),
    ("vi", JOB): (
        "toi bi duoi viec", "cong ty cho nghi", "bị sa thải hôm qua", "mat viec roi", "kubi",
        "ho cat hop dong", "cho toi thoi viec",
    ),
    ("id", OVERTIME): (
        "lembur ga dibayar", "gaji ga dibayar", "Lemburan saya tidak dibayar",
        "zangyou gak dibayar", "gaji belum dibayar",
        "overtime nggak dibayar", "gaji selalu kurang", "upah saya kurang", "kerja tapi gk dibayar",
    ),
    ("id", SUPPORT): (
        "tidak ada yang bantu", "kumiai tidak mau tahu",
        "ga ada penerjemah", "sakit tapi gak dibantu", "visa saya tidak diurus", "kumiai gak pernah datang",
    ),
    ("id", JOB): (
        "saya dipecat", "Saya di-PHK", "kena kubi",
        "saya diberhentikan kemarin", "kontrak saya diputus",
        "disuruh berhenti kerja", "kontrak tidak diperpanjang",
    ),
    ("ne", OVERTIME): (
        "overtime ko paisa paeko chaina", "overtime ko paisa", "OT ko paisa diyena", "talab diyena", "tallab paina",
        "jangyo ko paisa dena", "ओभरटाइमको पैसा पाएको छैन", "ओटीको पैसा दिएन", "तलब दिएको छैन",
    ),
    ("ne", SUPPORT): (
        "kasaile maddat gardaina", "company le sahayog garena",
        "kumiai le help gardaina", "कसैले सहयोग गर्दैन", "dobhase chaina",
    ),
    ("ne", JOB): (
        "company le nikalyo", "kam chhutyo", "malai kam bata nikaleko", "job gayo", "कम्पनीले निकाल्यो",
        "काम छुट्यो", "kubi bhayo", "kam chaina",
    ),
    ("tl", OVERTIME): (
        "OT di bayad", "hindi bayad ang overtime ko", "d bayad OT pay",
        "walang bayad ang zangyo", "kulang ang sahod ko",
        "hindi binayaran ang trabaho ko", "hindi nagbabayad ang amo", "delayed ang sweldo namin",
    ),
    ("tl", SUPPORT): (
        "walang tumutulong sa amin",
        "hindi ako tinutulungan ng kumpanya",
        "walang interpreter", "ayaw tumulong ng kumiai", "walang suporta",
    ),
    ("tl", JOB): (
        "na-terminate ako", "tinanggal ako sa trabaho", "kubi na ako", "nawalan ako ng trabaho",
        "sinesante ako kahapon", "wala na akong trabaho", "tapos na ang kontrata ko",
    ),
    ("en", OVERTIME): (
        "they don't pay overtime", "my boss did not pay me for extra hours", "unpaid wages", "OT not paid",
        "company never paid me", "zangyo no money", "no salary since august", "they owe me two months",
    ),
    ("en", SUPPORT): (
        "nobody helps me", "no interpreter at the hospital",
        "the support organisation does nothing", "kumiai does nothing", "they won't help me", "no support at all",
    ),
    ("en", JOB): (
        "I was fired", "they fired me yesterday", "lost my job", "laid off", "they terminated my contract",
        "my contract ended",
    ),
    ("ja", OVERTIME): (
        "残業代がもらえません", "ざんぎょうのお金がない", "給料をもらっていません",
        "給料が払われない", "サービス残業です",
        "きゅうりょうをもらえない", "お金を払ってくれない", "賃金が未払いです",
    ),
    ("ja", SUPPORT): (
        "支援がない", "支援をしてもらえない", "会社が助けてくれない", "通訳がいません", "組合が何もしてくれない",
        "だれも手伝ってくれない",
    ),
    ("ja", JOB): (
        "クビになった", "くびになりました", "解雇された", "仕事がなくなった",
        "会社をやめろと言われた",
        "仕事をやめさせられた", "首になりました",
    ),
    ("vi", KEPT): ("cong ty giu ho chieu", "ho giu the ngoai kieu cua em", "giu so ngan hang"),
    ("vi", VIOLENCE): ("sep danh toi", "bi chui suot ngay", "quấy rối", "bi bat nat o xuong"),
    ("vi", RETURN): ("bat ve nuoc", "cong ty mua ve may bay roi", "ep em ve nuoc"),
    ("id", KEPT): ("paspor saya ditahan", "passport ditahan kaisha", "kartu zairyu saya ditahan"),
    ("id", VIOLENCE): ("saya dipukul bos", "tiap hari dibentak", "pelecehan di pabrik"),
    ("id", RETURN): ("disuruh pulang", "mau dipulangkan besok", "dipaksa pulang ke indonesia"),
    ("ne", KEPT): (
        "passport rakhyo", "company le passport khosyo", "passport company le rakhyo", "rahadani rakheko chha",
        "पासपोर्ट राख्यो",
    ),
    ("ne", VIOLENCE): ("boss le malai kutyo", "gali garchha", "कुटपिट गर्‍यो", "harassment hunchha"),
    ("ne", RETURN): ("ticket pani katisakyo bholi ko", "malai nepal pathauchha", "नेपाल फर्काउँछ"),
    ("tl", KEPT): ("hawak passport ko", "tinago ng amo ang passport", "hawak nila ang papeles namin"),
    ("tl", VIOLENCE): ("sinuntok ako ng boss", "palagi akong sinisigawan", "hina-harass ako"),
    ("tl", RETURN): ("pinapauwi na kami", "pilit kaming pinauwi", "may ticket pauwi na raw"),
    ("en", KEPT): ("they took my passport", "the company keeps my passport", "they keep my bank book"),
    ("en", VIOLENCE): ("my boss hit me", "they shout at me every day", "sexual harassment", "bullying"),
    ("en", RETURN): ("told me to go home", "they want to send me home", "they booked a flight home"),
    ("ja", KEPT): ("パスポートを取られた", "パスポートを返してくれない", "在留カードを返してもらえない"),
    ("ja", VIOLENCE): ("社長になぐられた", "いじめられています", "セクハラ", "毎日どなられる"),
    ("ja", RETURN): ("国へ帰れと言われた", "帰国させられる", "むりに国へ帰される"),
    ("vi", HOUSING): ("khong co cho o", "tien nha dat qua"), ("vi", INJURY): ("toi bi tai nan", "gay tay khi lam"),
    ("vi", MINIMUM): ("luong thap qua",), ("vi", HOURS): ("khong co ngay nghi nao",),
    ("vi", PROMISE): ("khong dung hop dong", "phi moi gioi cao"), ("vi", CHANGE): ("muon chuyen viec", "doi cong ty"),
    ("id", HOUSING): ("tidak ada tempat tinggal",), ("id", INJURY): ("kecelakaan kerja", "tangan saya terjepit"),
    ("id", MINIMUM): ("gaji saya terlalu rendah",), ("id", HOURS): ("ga pernah libur",),
    ("id", PROMISE): ("tidak sesuai kontrak", "utang ke calo"), ("id", CHANGE): ("mau pindah perusahaan",),
    ("ne", HOUSING): ("kotha dherai sano chha", "सुत्ने ठाउँ छैन"), ("ne", INJURY): ("malai chot lagyo", "दुर्घटना भयो"),
    ("ne", MINIMUM): ("talab dherai kam chha",), ("ne", HOURS): ("bida didaina", "छुट्टी छैन"),
    ("ne", PROMISE): ("dalal le thagyo", "ऋण लागेको छ"), ("ne", CHANGE): ("company change garna man chha",),
    ("tl", HOUSING): ("wala akong matutulugan walang matirhan",), ("tl", INJURY): ("naaksidente ako", "may sakit ako"),
    ("tl", MINIMUM): ("mababa ang sahod ko",), ("tl", HOURS): ("walang day off",),
    ("tl", PROMISE): ("iba sa kontrata ang trabaho", "ang laki ng placement fee"),
    ("tl", CHANGE): ("gusto kong lumipat ng kumpanya",),
    ("en", HOUSING): ("i have nowhere to sleep", "the rent is too much"), ("en", INJURY): ("i had an accident",),
    ("en", MINIMUM): ("less than minimum wage", "i am underpaid"), ("en", HOURS): ("we have no day off",),
    ("en", PROMISE): ("the job is not as promised", "i have debt at the broker"),
    ("en", CHANGE): ("i want to change my job",),
    ("ja", HOUSING): ("住む所がない", "家賃が高い"), ("ja", INJURY): ("仕事でけがをした", "病気です"),
    ("ja", MINIMUM): ("最低賃金より安い", "時給が低い"), ("ja", HOURS): ("休みがない",),
    ("ja", PROMISE): ("約束と違う仕事", "借金がある"), ("ja", CHANGE): ("会社を変えたい", "転職したいです"),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "topic", "said"), [(*key, said) for key, many in SAID.items() for said in many])
def test_first_words_are_about_something(lexicons: Mapping[str, Lexicon], lang: str, topic: str, said: str) -> None:
    assert find(said, (lexicons[lang], lexicons["en"])) == [topic]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "xin chao"), ("vi", "toi can hoi"), ("id", "selamat pagi kak"), ("ne", "namaste"),
        ("tl", "magandang umaga po"),
        ("en", "hello, can i ask something"), ("ja", "こんにちは"), ("ja", "質問があります"),
    ],
)  # fmt: skip
def test_a_greeting_is_about_nothing(lexicons: Mapping[str, Lexicon], lang: str, said: str) -> None:
    assert find(said, (lexicons[lang], lexicons["en"])) == []


def test_two_things_at_once_are_both_there(lexicons: Mapping[str, Lexicon]) -> None:
    assert find("bi duoi viec va khong tra tien tang ca", (lexicons["vi"],)) == [JOB, OVERTIME]


def test_words_for_choices_are_kept_for_choices_that_exist(lexicons: Mapping[str, Lexicon]) -> None:
    steps = [step for flow in load(SETTINGS.flows_dir).structure.flows.values() for step in flow.steps]
    there = {(step.id, choice.id) for step in steps for choice in step.choices}
    for lexicon in lexicons.values():
        listed = {(step, choice) for step, choices in lexicon.words.choices.items() for choice in choices}
        assert listed <= there
        assert {*lexicon.words.topics} <= {choice for step, choice in there if step.startswith("topic")} | {"none"}
