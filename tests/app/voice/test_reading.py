"""What English text becomes in words: a table, line by line, of what people complain about elsewhere."""

import pytest

from app.voice.text.english import rules
from app.voice.text.rules import words


def said(text: str, *, british: bool = False) -> str:
    return ' '.join(word.spoken for word in words(text, rules(british=british)))


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('264 words', 'two hundred sixty-four words'),
        ('1,234,567', 'one million two hundred thirty-four thousand five hundred sixty-seven'),
        ('1.234.567', 'one million two hundred thirty-four thousand five hundred sixty-seven'),
        ('3.14', 'three point one four'),
        ('-7', 'minus seven'),
        ('007', 'oh oh seven'),
        ('1st, 22nd and 100th', 'first, twenty-second and one hundredth'),
        ('v1.2.3', 'one point two point three'),
        ('pages 10-20', 'pages ten to twenty'),
        ('4x4', 'four by four'),
        ('24/7', 'twenty-four seven'),
        ('#5 of #music', 'number five of hashtag music'),
        ('6 000 000 people', 'six million people'),
        ('1’000’000', 'one million'),
        ('5/0', 'five slash zero'),
        ('10^6', 'ten to the power of six'),
        ('1' * 20, ' '.join(['one'] * 20)),
        ('10000000000000000000th', 'one' + ' zero' * 18 + ' zeroth'),
        ('3.' + '12' * 20, 'three point' + ' one two' * 20),
    ],
)
def test_numbers(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('in 1908', 'in nineteen oh eight'),
        ('in 1900', 'in nineteen hundred'),
        ('in 2000', 'in two thousand'),
        ('in 2005', 'in two thousand five'),
        ('in 2026', 'in twenty twenty-six'),
        ('1914–1918', 'nineteen fourteen to nineteen eighteen'),
        ('the 1990s', 'the nineteen nineties'),
        ("the '80s", 'the eighties'),
        ('on 3/14/2024', 'on March fourteenth, twenty twenty-four'),
        ('on 2024-03-14', 'on March fourteenth, twenty twenty-four'),
        ('on March 3rd, 2024', 'on March third, twenty twenty-four'),
        ('on Jan. 5', 'on January fifth'),
        ('the 4th of July 1776', 'the fourth of July, seventeen seventy-six'),
        ('4 July', 'the fourth of July'),
        ('on 2023-02-30', 'on February thirtieth, twenty twenty-three'),
        ('on 13/45/2024', 'on thirteen slash forty-five slash twenty twenty-four'),
        ('July 45', 'July forty-five'),
        ('2023/2024', 'twenty twenty-three slash twenty twenty-four'),
    ],
)
def test_years_and_dates(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('at 7:30pm', 'at seven thirty P.M.'),
        ('at 7:05', 'at seven oh five'),
        ('at 17:05', 'at seventeen oh five'),
        ('at 12:00', "at twelve o'clock"),
        ('at 5 p.m. today', 'at five P.M. today'),
        ('at 5 p.m. Then', 'at five P.M.. Then'),
        ('99:99', 'ninety-nine: ninety-nine'),
    ],
)
def test_times(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('$500', 'five hundred dollars'),
        ('$1', 'one dollar'),
        ('$0.99', 'ninety-nine cents'),
        ('€12.50', 'twelve euros and fifty cents'),
        ('12.50 €', 'twelve euros and fifty cents'),
        ('£3.01', 'three pounds and one penny'),
        ('$1.23456', 'one point two three four five six dollars'),
        ('-$5', 'minus five dollars'),
        ('$3.5 million', 'three point five million dollars'),
        ('$1.2bn', 'one point two billion dollars'),
        ('50 USD', 'fifty US dollars'),
        ('50g', 'fifty grams'),
        ('1 kg', 'one kilogram'),
        ('3.5 km/h', 'three point five kilometers per hour'),
        ('-14 LUFS', 'minus fourteen LUFS'),
        ('-5°C', 'minus five degrees Celsius'),
        ('1°', 'one degree'),
        ('100%', 'one hundred percent'),
        ('2/3', 'two thirds'),
        ('1/2', 'one half'),
        ('2½ cups', 'two and a half cups'),
        ('3 1/2', 'three and a half'),
        ('6 in long', 'six in long'),
    ],
)
def test_money_and_measures(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('on 12/03/2026', 'on the twelfth of March, twenty twenty-six'),
        ('on 3/14/24', 'on March fourteenth, twenty twenty-four'),
        ('on 31/12/99', 'on the thirty-first of December, nineteen ninety-nine'),
        ('on 13/45/2024', 'on thirteen slash forty-five slash twenty twenty-four'),
        ('on 5/0/2024', 'on five slash zero slash twenty twenty-four'),
    ],
)
def test_a_british_voice_reads_the_day_of_a_date_first(written: str, spoken: str) -> None:
    assert said(written, british=True) == spoken


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('Mr. Smith Jr. moved', 'Mister Smith Junior moved'),
        ('John F. Kennedy Jr. Then', 'John F Kennedy Junior. Then'),
        ('Dr. No', 'Doctor No'),
        ('St. Paul on Main St.', 'Saint Paul on Main Street.'),
        ('World War II', 'World War two'),
        ('Chapter IV', 'Chapter four'),
        ('Henry VIII', 'Henry the eighth'),
        ('Henry IIII', 'Henry IIII'),
        ('Copyright MMXXIV', 'Copyright twenty twenty-four'),
        ('I saw it', 'I saw it'),
        ('the U.S. economy', 'the U.S. economy'),
        ('e.g. this', 'for example this'),
        ('No. 5 vs. us', 'number five versus us'),
        ('NE-123', 'N.E. one two three'),
        ('MP3', 'M.P. three'),
        ('COVID-19', 'COVID nineteen'),
        ('R&B', 'R and B'),
        ('A & B', 'A and B'),
        ('5 + 3 = 8', 'five plus three equals eight'),
        ('a < b', 'a is less than b'),
    ],
)
def test_names_and_signs(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('bob@example.org,', 'bob at example dot org,'),
        ('https://www.example.com/docs?x=1 now', 'example dot com slash docs now'),
        ('www.asdf.com.', 'asdf dot com.'),
        ('https://a.example.com/p/8f3a9c12345b77aa90e1', 'a dot example dot com'),
        ('(555) 123-4567', 'five five five, one two three, four five six seven'),
        ('+1 555 123 4567', 'one, five five five, one two three, four five six seven'),
        ('moved to 90210 in', 'moved to nine oh two one oh in'),
        ('NY 10001', 'NY one oh oh oh one'),
        ('12345 people', 'twelve thousand three hundred forty-five people'),
    ],
)
def test_addresses_and_codes(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('Wait... what?!', 'Wait… what?'),
        ('"Yes," he said.', '"Yes", he said.'),
        ('(really?)', '(really)?'),
        ('one * two', 'one two'),
        ('«Oui»', '“Oui”'),
    ],
)
def test_punctuation_that_is_heard(written: str, spoken: str) -> None:
    assert said(written) == spoken


def test_every_word_keeps_what_was_written() -> None:
    found = words('It cost $500; really.', rules())
    assert [word.shown for word in found] == ['It', 'cost', '$500;', 'really.']
