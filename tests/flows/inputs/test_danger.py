"""A danger word in any language, in any answer, is noticed; a saying that only sounds like it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest

from flows.inputs import Lexicon
from flows.inputs.danger import find

Kinds: TypeAlias = Callable[[str], set[str]]

DANGER = [
    "I can't breathe",
    "he is following me home",
    "my friend is unconscious",
    "he broke down the door",
    "there is fire in the dorm",
    "em chay mau nhieu",
    "nó bám theo tôi về nhà",
    "teman saya pingsan",
    "sesak nafas",
    "ma sas ferna sakdina",
    "म सास फेर्न सकिन",
    "ragat aayo dherai",
    "hindi po ako makahinga",
    "may sunog po dito",
    "息ができません",
    "血がとまらない",
    "つきまとわれています",
    "寮が燃えています",
    "外に出してもらえません",
    "may sumusunod sa akin",
    "ayaw kaming palabasin",
    "ada yang mengikuti saya",
    "malai pichha garirahechha",
    "malai bachau na",
    "my boss hit me yesterday",
    "he threatened me with a knife",
    "they locked us in the dormitory",
    "they want to take me to the airport tomorrow",
    "They FORCED me to the AIRPORT",
    "giám đốc đánh tôi",
    "giam doc danh toi hom qua",
    "họ nhốt chúng tôi trong phòng",
    "ho nhot em trong ky tuc xa",
    "họ bắt em ra sân bay ngay bây giờ",
    "ho dua em ra san bay",
    "công ty đe dọa tôi",
    "bị đánh",
    "saya dipukul mandor",
    "dia mengancam mau membunuh",
    "kami disekap di mess",
    "besok saya dibawa ke bandara",
    "gak boleh keluar mess",
    "मलाई कुट्यो",
    "malai kutyo",
    "hakim le malai kutyo ani thunyo",
    "थुनेको छ",
    "company le airport ma lagyo",
    "मलाई एयरपोर्ट लगे",
    "bahira jana didaina",
    "marne dhamki diyo",
    "sinaktan ako ng amo ko",
    "binugbog kami ng shacho",
    "ikinulong kami sa kwarto",
    "dadalhin daw ako sa airport bukas",
    "tinatakot nila kami",
    "社長に殴られました",
    "しゃちょうになぐられました",
    "部屋に閉じ込められた",
    "今から空港に連れていかれます",
    "くうこうに つれていくと いわれました",
    "殺すと言われました",
    # with words between, as people write in fear
    "ho ep toi len may bay toi nay",
    "công ty bắt em lên máy bay ngày mai",
    "ho ep chung toi ve nuoc",
    "sep so mong toi",
    "ông chủ sờ vào người em nhiều lần",
    "quản lý bóp ngực em",
    "bos pegang pantat saya",
    "dia meremas dada saya waktu kerja",
    "saya dipaksa oleh kumiai naik pesawat",
    "kami dipaksa pulang ke indonesia minggu ini",
    "jabarjasti plane ma pathaudai chha",
    "malai bholi jahaj ma chadhaune re",
    "sahu le mero sharir chhoyo",
    "हाकिमले मेरो शरीर छोयो",
    "जबरजस्ती प्लेनमा चढाउँदै छ",
    "pinipilit nila akong sumakay sa eroplano",
    "hinawakan ng boss ang dibdib ko",
    "hinihimas niya ako pag gabi",
    "they force us on the plane tonight",
    "my manager grabbed me and touched my chest",
    "he groped me in the car",
    "お尻を触られました",
    "ひこうきにのれといわれました",
    "社長に抱きつかれました",
    "帰国させられます",
    # said shortly, without marks, with another word for it
    "bos ancam bunuh",
    "ancam bunuh",
    "bos ancam mau bunuh saya",
    "bos pukul kepala saya",
    "sinapak ako ni boss",
    "sinapak",
    "patayin daw ako",
    "patayin daw nila ako",
    "may hawak siyang kutsilyo",
    "jyan ko khatra",
    "jyanko khatra chha",
    "mardinchhu bhanchha",
    "mardinchu vancha",
    "kut pit",
    "kut pit garchha",
    "hit garyo",
    "sahu le malai hit garyo",
    "chhuri",
    "malai hijo sahu le kutyo",
    "ज्यानको खत्रा छ",
    "sep dam vao mat toi",
    "sếp đấm vào mặt tôi",
    "nó cầm dao",
    "no cam dao",
    "けられた",
    "しゃちょうにけられました",
    "さわられた",
    "でられない",
    "寮からでられません",
    "ナイフ",
    "ナイフを持っています",
    "trapped",
    "we are trapped here",
    "my boss wants to kill me",
]

SELF_HARM = [
    "しんだほうがまし",
    "i want to die",
    "i want to kill myself",
    "tôi muốn chết",
    "toi khong muon song nua",
    "em muốn tự tử",
    "em muon tu tu",
    "saya mau bunuh diri",
    "pengen mati aja rasanya",
    "ga mau hidup lagi",
    "मर्न मन लाग्यो",
    "marna man lagyo",
    "malai marna man lagyo",
    "malai marna man lagcha",
    "aatmahatya",
    "malai bachna man chhaina",
    "gusto ko nang mamatay",
    "ayoko nang mabuhay",
    "magpapakamatay na ako",
    "死にたい",
    "しにたいです",
    "自殺したい",
    "khong con muon song nua",
    "em không còn thiết sống nữa",
    "chết còn hơn",
    "chan qua, chang muon song nua",
    "nggak mau hidup lagi rasanya",
    "saya sudah tidak sanggup hidup",
    "aba bachera ke garnu",
    "बाँचेर के गर्नु",
    "banchna man chhaina",
    "pagod na akong mabuhay",
    "mas mabuti pang mamatay ako",
    "i am tired of living",
    "there is no point in living",
    "死んだほうがいいと思います",
    "もう生きていけない",
]

TRAFFICKING = [
    "they sold me to another company",
    "it is forced labour",
    "tôi bị bán sang công ty khác",
    "ho ep ban dam",
    "saya dijual ke perusahaan lain",
    "ini perdagangan orang",
    "मलाई बेचियो",
    "malai bechyo company le",
    "ibinenta nila ako",
    "ginawa kaming alipin",
    "人身売買だと思います",
    "無理やり働かされています",
]

HARMLESS = [
    "chảy máu chất xám",
    "火事場の馬鹿力",
    "kebakaran jenggot",
    "follow me on facebook",
    "coffee break next door",
    "công ty theo dõi tôi qua camera",
    "saya mengikuti pelatihan",
    "đang cháy túi",
    "血液検査",
    # sayings
    "I'm dying of laughter",
    "just killing time",
    "this work is killing me",
    "kill two birds with one stone",
    "it hit me that I was wrong",
    "they kicked me out of the room",
    "chết mệt",
    "mệt muốn chết",
    "met muon chet",
    "cười muốn chết",
    "giết thời gian",
    "giet thoi gian thoi",
    "công ty đánh giá tôi tốt",
    "cong ty danh gia toi",
    "cứ từ từ",
    "cu tu tu thoi",
    "bị giảm lương",
    "bi giam luong 2 thang",
    "thay nhot xe",
    "capek setengah mati",
    "hp saya mau mati",
    "pukul 5 saya mulai kerja",
    "membunuh waktu",
    "barang ini dijual di toko",
    "paspor saya ditahan di kantor",
    "hasera marchhu",
    "हाँसेर मर्छु",
    "samaya marna",
    "gusto ko nang mamatay sa kakatawa",
    "patayin ang ilaw",
    "patay na patay sa kanya",
    "死ぬほど忙しい",
    "忙殺されています",
    "恥ずかしくて死にたい",
    "虫に刺されました",
    "声をかけられました",
    "khong muon song o day nua",
    "khong con muon song o ky tuc xa nay",
    "nggak mau hidup di mess ini",
    "i dont want to live in this dormitory",
    "your words touched my heart",
    "この給料では生きていけない",
    # what workers write all day
    "toi so mat viec",
    "em so cong ty biet",
    "so dien thoai cua toi",
    "toi co so luong, so gio",
    "mua ve may bay ve nuoc tham nha",
    "cong ty dua ve may bay",
    "saya naik pesawat bulan depan",
    "mau pulang ke indonesia desember",
    "plane ko ticket kati ho",
    "ghar pathaune paisa chhaina",
    "sasakay ako ng eroplano sa Disyembre",
    "umuwi na ako kagabi",
    "my flight is in december",
    "let me touch base with my manager",
    "飛行機に乗って来ました",
    "国に帰りたいです",
    "công ty không đưa đón sân bay",
    "khong dam noi voi sep",
    "troi oi met qua",
    "ban em cung lam o day",
    "ban toi sang Nhat nam ngoai",
    "da em hieu roi",
    "toi di dao moi buoi sang",
    "can tu van",
    "antar jemput bandara tidak ada",
    "passport company sanga chha",
    "talab paeko chhaina",
    "overtime ko paisa diyena",
    "wala pa akong sahod",
    "hindi ako sinaktan",
    "không bị đánh",
    "給料を出してくれない",
    "空港まで迎えに来てくれました",
    # what only sounds like the words for danger
    "the lift was stuck and we were trapped in traffic",
    "the pay is not stable",
    "I cut my finger with a knife at work",
    "ナイフで手を切りました",
    "先輩に助けられました",
    "声をかけられた",
    "電話に出られませんでした",
    "研修は受けられました",
    "dam bao bi mat cho toi",
    "toi da vao mat khau roi",
    "malai kutumba ko yad aucha",
    "they held me a place in the queue",
    "toi cam dao cat ca",
    "toi co dao tao",
    "chhuri le masu katchhu",
    "video hit garyo",
    "patayin ko ang ilaw",
    "tidak diancam",
    "3 months no pay",
    "",
    "🙂🙂🙂",
]


@pytest.fixture(scope="module")
def kinds(lexicons: Mapping[str, Lexicon]) -> Kinds:
    """The kinds of danger in a text, with all six lexicons."""
    everything = tuple(lexicons.values())
    return lambda text: {found.kind.value for found in find(text, everything)}


@pytest.mark.parametrize("text", DANGER)
def test_danger_is_noticed(kinds: Kinds, text: str) -> None:
    assert "danger" in kinds(text)


@pytest.mark.parametrize("text", SELF_HARM)
def test_thoughts_of_death_are_noticed(kinds: Kinds, text: str) -> None:
    assert kinds(text) == {"self_harm"}


@pytest.mark.parametrize("text", TRAFFICKING)
def test_signs_of_trafficking_are_noticed(kinds: Kinds, text: str) -> None:
    assert "trafficking" in kinds(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_sayings_and_daily_words_are_left_alone(kinds: Kinds, text: str) -> None:
    assert kinds(text) == set()


def test_a_saying_hides_only_its_own_words(kinds: Kinds) -> None:
    assert kinds("cười muốn chết nhưng giám đốc đánh tôi") == {"danger"}
    assert kinds("I was killing time, then my boss hit me") == {"danger"}


def test_bunuh_diri_is_self_harm_alone(kinds: Kinds) -> None:
    assert kinds("mau bunuh diri") == {"self_harm"}


def test_what_is_found_says_word_and_language(lexicons: Mapping[str, Lexicon]) -> None:
    everything = tuple(lexicons.values())
    (found,) = find("ang amo ko, sinaktan ako", everything)
    assert (found.kind, found.word, found.lang) == ("danger", "sinaktan", "tl")


def test_the_same_word_is_found_once(lexicons: Mapping[str, Lexicon]) -> None:
    assert len(find("hit me, hit me, HIT ME", tuple(lexicons.values()))) == 1


def test_hidden_letters_do_not_hide_danger(kinds: Kinds) -> None:
    assert kinds("tự\u200b tử") == {"self_harm"}
    assert kinds("ｋｉｌｌ　ｍｙｓｅｌｆ") == {"self_harm"}
    assert kinds("死\u200bに\u200bたい") == {"self_harm"}


def test_every_word_of_the_lists_is_found_by_itself(lexicons: Mapping[str, Lexicon], kinds: Kinds) -> None:
    """No entry is shadowed by a saying or unreadable to the matcher."""
    for lexicon in lexicons.values():
        for kind, listed in lexicon.words.danger.items():
            for word in listed.words:
                typed = word.removeprefix("=").replace("*", "").replace("<n>", "5").replace("…", " x ")
                assert kind in kinds(typed), (lexicon.lang, word)


@pytest.mark.parametrize(
    "text",
    [
        "nobody hit me",
        "không ai đánh tôi",
        "tidak ada yang mengancam",
        "धम्की दिएन",
        "walang nananakot",
        "おどされていない",
    ],
)
def test_what_did_not_happen_is_no_danger(kinds: Kinds, text: str) -> None:
    assert kinds(text) == set()
