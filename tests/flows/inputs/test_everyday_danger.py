"""Violence as workers tell it in everyday words is danger; work that only sounds like it is none."""

import pytest

from flows.inputs import danger
from flows.inputs.lexicon import Lexicon

TOLD = {
    "en": [
        "my boss slapped me", "he pushed me down the stairs", "the foreman threw a hammer at me",
        "he threatened me with a knife", "he touches my body", "they locked me in the room", "I am bleeding",
        "he choked me", "I fell from the roof and cannot move", "he grabbed me by the neck",
    ],
    "vi": [
        "sếp dùng dao dọa tôi", "sep dung dao doa toi", "toi bi tat vao mat", "toi bi danh",
        "no day toi nga", "no nem bua vao toi", "ong ay so mo nguoi toi", "ho nhot toi trong phong",
        "toi bi chay mau", "toi muon chet", "bi dap vao bung",
    ],
    "id": [
        "bos pegang badan saya", "saya ditampar bos", "saya dipukul", "saya didorong sampai jatuh",
        "mandor lempar palu ke saya", "bos ancam pakai pisau", "saya dikunci di kamar", "saya berdarah",
        "saya ditendang", "dia cekik saya",
    ],
    "ne": [
        "malai sahu le pite", "मलाई पिटियो", "मलाई कुटियो", "malai pitiyo", "malai kutiyo",
        "sahu le malai laat hane", "malai jhapad diyo", "thappad hanyo", "malai dhakelyo", "chhuri dekhayo",
        "मलाई कोठामा थुनियो", "ragat aayo",
    ],
    "tl": [
        "sinampal ako ng boss ko", "sinuntok ako", "tinulak ako kaya nahulog ako", "binato ako ng martilyo",
        "tinutukan ako ng kutsilyo", "hinawakan niya ang katawan ko", "ikinulong ako sa kwarto",
        "dumudugo ako", "sinipa ako", "sinakal niya ako",
    ],
    "ja": [
        "ぶたれました", "社長に蹴られた", "しゃちょうに けられました", "突き飛ばされました",
        "つきとばされた", "ハンマーを投げられた", "包丁でおどされた", "ビンタされた", "体を触られた",
        "からだを さわられました", "部屋に閉じ込められた", "血が出ています", "首を絞められた",
    ],
    "my": [
        "သူဌေးက ရိုက်တယ်", "ပါးရိုက်ခံရတယ်", "ကန်ခံရတယ်", "တွန်းချတယ်", "ဓားနဲ့ ခြိမ်းခြောက်တယ်",
        "အခန်းထဲ ပိတ်ထားတယ်", "ကိုယ်ကို ကိုင်တယ်", "သွေးထွက်နေတယ်",
    ],
    "km": [
        "ថៅកែវាយខ្ញុំ", "ខ្ញុំត្រូវគេវាយ", "ទះកំផ្លៀងខ្ញុំ", "ធាក់ខ្ញុំ", "រុញខ្ញុំឱ្យដួល", "គំរាមដោយកាំបិត",
        "ចាក់សោខ្ញុំក្នុងបន្ទប់", "ប៉ះពាល់ខ្លួនខ្ញុំ", "ខ្ញុំហូរឈាម",
    ],
    "zh_Hans": [
        "老板打我", "我被打了", "被扇耳光", "他踢我", "把我推倒了", "拿刀威胁我", "把我锁在房间里",
        "摸我身体", "我流血了", "拿锤子砸我",
    ],
    "th": [
        "หัวหน้าตบผม", "ผมโดนต่อย", "โดนเตะ", "เขาผลักผมล้ม", "เอามีดขู่", "ขังฉันในห้อง",
        "จับตัวฉัน ลูบคลำ", "เลือดออก", "ขว้างค้อนใส่ผม",
    ],
    "mn": [
        "дарга намайг зодсон", "намайг цохисон", "алгадсан", "өшиглөсөн", "түлхэж унагасан",
        "хутгаар сүрдүүлсэн", "өрөөнд түгжсэн", "биед хүрсэн", "цус гарч байна", "namaig zodson",
    ],
    "pt_BR": [
        "o chefe me bateu", "levei um tapa", "me chutou", "me empurrou e eu caí", "jogou um martelo em mim",
        "me ameaçou com uma faca", "me trancaram no quarto", "ele passa a mão em mim", "estou sangrando",
    ],
    "es": [
        "el jefe me pegó", "me dio una cachetada", "me pateó", "me empujó y me caí", "me tiró un martillo",
        "me amenazó con un cuchillo", "me encerraron en el cuarto", "me toca el cuerpo", "estoy sangrando",
    ],
    "bn": [
        "মালিক আমাকে মারছে", "আমাকে মারধর করেছে", "চড় মেরেছে", "লাথি মারছে", "ধাক্কা দিয়ে ফেলে দিয়েছে",
        "ছুরি দেখিয়ে ভয় দেখায়", "ঘরে আটকে রেখেছে", "শরীরে হাত দেয়", "রক্ত পড়ছে", "amake marse",
        "amake marche",
    ],
    "si": [
        "මට ගැහුවා", "මට පහර දුන්නා", "කම්මුලට ගැහුවා", "පයින් ගැහුවා", "තල්ලු කරලා වැට්ටුවා",
        "පිහියෙන් තර්ජනය කළා", "කාමරේ හිර කළා", "ඇඟට අත දානවා", "ලේ එනවා", "mata gahuwa",
    ],
    "uz": [
        "xo'jayin meni urdi", "meni kaltakladi", "shapaloq urdi", "tepdi meni", "itarib yubordi",
        "pichoq bilan qo'rqitdi", "xonaga qamab qo'ydi", "badanimga tegdi", "qon ketyapti", "meni urishdi",
    ],
}  # fmt: skip
ORDINARY = {
    "en": [
        "I push carts all day", "they threw away my boxes", "he gave me a hand", "we beat the deadline",
        "I work on the roof",
    ],
    "vi": [
        "tôi đẩy xe", "tôi dùng dao cắt thịt", "ném rác vào thùng",
    ],
    "id": [
        "saya pegang mesin pres", "harga mencekik", "lempar barang ke truk",
    ],
    "ne": [
        "malai bholi kaam chha", "म पुलमा काम गर्छु", "pani piye", "malai laagyo",
    ],
    "tl": [
        "hinawakan ko ang makina", "binasa ko ang kontrata",
    ],
    "ja": [
        "ごみを投げる仕事です", "豚肉の工場です", "しぶや区に住んでいます",
    ],
    "my": [
        "လှည်းတွန်းတယ်",
    ],
    "km": [
        "ខ្ញុំរុញរទេះ",
    ],
    "th": [
        "ผลักรถเข็น",
    ],
    "mn": [
        "түлхүүр авсан", "хаалга түгжсэн",
    ],
    "es": [
        "me tiró la basura",
    ],
    "bn": [
        "গাড়ি ধাক্কা দিই",
    ],
    "uz": [
        "arava itaraman",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, told in TOLD.items() for text in told])
def test_violence_is_recognised(every_lexicon: dict[str, Lexicon], lang: str, text: str) -> None:
    assert danger.find(text, every_lexicon.values())


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, told in ORDINARY.items() for text in told])
def test_work_that_sounds_like_it_is_none(every_lexicon: dict[str, Lexicon], lang: str, text: str) -> None:
    assert not danger.find(text, every_lexicon.values())
