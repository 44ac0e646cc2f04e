"""The public booking page: what it shows, what it takes, and what it refuses."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from app.studio import coupons, holding, public_booking, public_routes, studios
from tests.app.accounts_support import person, session_of
from tests.app.artist.page_support import stranger
from tests.app.studio.booking_support import browser, form_of, keys, text
from tests.app.studio.rows import coupon_row, studio_row

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
START = '2027-03-24T14:00+01:00'


@pytest.fixture
def visitor(owner: str, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Somebody who looks at a studio in Berlin on the first of March 2027."""
    for module in (public_booking, public_routes, holding, coupons):
        monkeypatch.setattr(module, 'utc_now', lambda: NOW)
    studio_row()
    return browser()


def test_a_month_the_first_free_day_and_its_starts_are_shown_at_once(visitor: TestClient) -> None:
    page = visitor.get('/book/north')
    assert page.status_code == 200
    assert text(page, 'month') == 'March 2027'
    assert 'data-testid="day-2027-03-02"' in page.text
    assert keys(page)[0] == '2027-03-01T17:00+01:00', 'four hours ahead, as the studio wants'
    assert 'data-testid="summary"' not in page.text


def test_whoever_is_signed_in_is_known_and_writes_neither_name_nor_address(
    visitor: TestClient, change_setting: Callable[[str, object], None]
) -> None:
    asked = {'start': START, 'minutes': '180'}
    change_setting('accounts', 'on')
    assert 'data-testid="email"' in visitor.get('/book/north', params=asked).text
    user_id = person('mara@example.org', name='Mara')
    page = stranger(token=session_of(user_id)).get(f'/book/north?{urlencode(asked)}')
    assert 'Booked by Mara.' in page.text
    assert 'data-testid="email"' not in page.text


@pytest.mark.parametrize(
    ('asked', 'month'),
    [
        ({'day': '2020-01-01'}, 'March 2027'),
        ({'month': '2026-12'}, 'March 2027'),
        ({'day': '2027-02-28'}, 'March 2027'),
        ({'month': '2027-11'}, 'November 2027'),
        ({'day': '2027-11-03'}, 'November 2027'),
        ({'day': '2027-13-77', 'month': 'x'}, 'March 2027'),
    ],
)
def test_the_month_that_is_asked_for_is_shown_unless_it_is_over(
    visitor: TestClient, asked: dict[str, str], month: str
) -> None:
    page = visitor.get('/book/north', params=asked)
    assert text(page, 'month') == month
    assert ('Nothing is free' in page.text) is (month != 'March 2027')


def test_the_page_is_small_and_needs_no_script(visitor: TestClient) -> None:
    page = visitor.get('/book/north', params={'start': START, 'zone': 'Asia/Tokyo'})
    assert len(page.content) < 60_000
    assert page.text.count('<script') == 3, 'our theme, what search engines read, and a coupon that was not applied'
    assert page.headers['cache-control'] == 'no-store'


def test_a_start_is_shown_with_its_price_line_by_line(visitor: TestClient) -> None:
    page = visitor.get('/book/north', params={'start': START, 'minutes': '180'})
    assert text(page, 'when') == 'Wednesday, 24 March 2027, 14:00 to 17:00'
    assert text(page, 'total') == '€180.00'
    assert 'Pay €90.00 now' in page.text
    assert text(page, 'policy').startswith('If you cancel a confirmed session, what you have paid stays')


def test_a12_a_client_in_tokyo_sees_their_clock_with_its_date_beside_the_studio_s(visitor: TestClient) -> None:
    page = visitor.get('/book/north', params={'start': '2027-03-24T18:00+01:00', 'zone': 'tokyo'})
    assert text(page, 'when') == 'Wednesday, 24 March 2027, 18:00 to 20:00'
    assert text(page, 'when-there') == 'Thursday, 25 March 2027, 02:00 to 04:00 in Tokyo'
    assert 'Thu 25 Mar, 02:00' in page.text


@pytest.mark.parametrize(
    ('start', 'why'),
    [
        ('2027-03-24T14:10+01:00', 'Choose'),
        ('2027-03-28T02:30', 'Choose'),
        ('2027-02-01T14:00+01:00', 'passed'),
        ('2028-03-24T14:00+01:00', 'Choose'),
        ('nonsense', 'no time'),
    ],
)
def test_a9_a_start_that_cannot_be_booked_is_refused_with_the_nearest_that_can(
    visitor: TestClient, start: str, why: str
) -> None:
    page = visitor.get('/book/north', params={'start': start})
    assert page.status_code == 422
    assert why in text(page, 'refused')
    near = page.text.partition('data-testid="refused"')[2].partition('</section>')[0]
    assert ('start=' in near) is (start != 'nonsense')
    for key in keys(page)[:3]:
        assert visitor.get('/book/north', params={'start': key}).status_code == 200


def test_everything_that_a_day_offers_is_accepted_also_on_a_night_with_an_hour_more(visitor: TestClient) -> None:
    shown = visitor.get('/book/north', params={'day': '2027-03-27', 'minutes': '60'})
    offered = [key for key in keys(shown) if key.startswith('2027-03-27')]
    assert len(offered) == 48 or len(offered) == 47
    for key in offered[::9]:
        assert visitor.get('/book/north', params={'start': key, 'minutes': '60'}).status_code == 200


def test_a_coupon_is_counted_in_the_price_and_a_wrong_one_said_beside_its_field(visitor: TestClient) -> None:
    coupon_row(studios.by_slug('north').id, 'SPRING', percent_off=10)
    page = visitor.get('/book/north', params={'start': START, 'minutes': '60', 'coupon': 'spring'})
    assert text(page, 'total') == '€54.00'
    page = visitor.get('/book/north', params={'start': START, 'minutes': '60', 'coupon': 'winter'})
    assert text(page, 'total') == '€60.00'
    assert text(page, 'wrong-coupon').startswith('There is no such coupon')


def test_a_guest_holds_a_session_and_goes_on_to_pay(visitor: TestClient) -> None:
    page = visitor.get('/book/north', params={'start': START, 'minutes': '60'})
    form = form_of(page)
    sent = visitor.post('/book/north', data=form)
    assert sent.status_code == 303, text(sent, 'book-refused')
    assert visitor.post('/book/north', data=form).headers['location'] == sent.headers['location'], 'twice is once'
    other = visitor.post('/book/north', data=form_of(page, email='bob@example.org'))
    assert other.status_code == 422
    assert 'start=' in other.text.partition('data-testid="refused"')[2].partition('</section>')[0]


def test_g4_a_slip_in_the_address_is_asked_about_once(visitor: TestClient) -> None:
    page = visitor.get('/book/north', params={'start': START})
    asked = visitor.post('/book/north', data=form_of(page, email='ann@gmaiml.com'))
    assert text(asked, 'hint').startswith('Did you mean ann@gmail.com')
    assert visitor.post('/book/north', data=form_of(asked, email='ann@gmaiml.com')).status_code == 303


def test_g4_and_the_right_one_is_taken_by_a_press(visitor: TestClient) -> None:
    page = visitor.get('/book/north', params={'start': START})
    asked = visitor.post('/book/north', data=form_of(page, email='ann@gmaiml.com'))
    assert (
        visitor.post('/book/north', data=form_of(asked, email='ann@gmaiml.com', use='ann@gmail.com')).status_code == 303
    )


def test_wrong_fields_are_told_beside_them_and_what_was_written_stays(visitor: TestClient) -> None:
    page = visitor.get('/book/north', params={'start': START})
    again = visitor.post('/book/north', data=form_of(page, email='ann', name='Ann Lee'))
    assert again.status_code == 422
    assert 'mail address' in text(again, 'wrong-email')
    assert 'value="Ann Lee"' in again.text
    assert 'what the studio' in text(visitor.post('/book/north', data=form_of(page, name=' ')), 'wrong-name')


def test_nobody_books_at_a_studio_that_is_not_there_or_closed(visitor: TestClient) -> None:
    assert visitor.get('/book/south').status_code == 404
    studio_row(slug='closed', is_open=False)
    page = visitor.get('/book/closed')
    assert 'takes no bookings' in text(page, 'closed')
    assert visitor.post('/book/closed', data={'start': START, 'form': form_of(page)['form']}).status_code == 422


def test_whoever_types_the_address_of_somebody_else_is_led_to_no_booking_of_theirs(visitor: TestClient) -> None:
    page = visitor.get('/book/north', params={'start': START, 'minutes': '60'})
    sent = visitor.post('/book/north', data=form_of(page, name='Ann Lee'))
    assert sent.status_code == 303
    other = browser().post('/book/north', data=form_of(page, name='Eve'))
    assert other.status_code == 422
    assert 'location' not in other.headers
    assert 'taken' in text(other, 'refused')


def test_w6_a_guest_who_left_the_pay_page_is_led_there_again_by_the_same_browser(visitor: TestClient) -> None:
    page = visitor.get('/book/north', params={'start': START, 'minutes': '60'})
    sent = visitor.post('/book/north', data=form_of(page))
    again = visitor.post('/book/north', data=form_of(page))
    assert (again.status_code, again.headers.get('location')) == (303, sent.headers['location'])


@pytest.mark.parametrize(
    ('changed', 'why'),
    [({'start': '2027-03-28T02:30'}, 'never shows 02:30'), ({'minutes': '45'}, 'Choose another length')],
)
def test_a9_what_is_not_on_the_page_is_not_booked_by_a_form_either(
    visitor: TestClient, changed: dict[str, str], why: str
) -> None:
    form = form_of(visitor.get('/book/north', params={'start': START}))
    sent = visitor.post('/book/north', data=form | changed)
    assert sent.status_code == 422
    assert why in text(sent, 'refused')


def test_c6_who_tries_out_codes_on_the_page_is_stopped(visitor: TestClient) -> None:
    tries = [visitor.get('/book/north', params={'start': START, 'coupon': f'TRY{number}'}) for number in range(31)]
    assert [page.status_code for page in tries] == [200] * 30 + [429]
    sent = visitor.post('/book/north', data=form_of(tries[-1], coupon='TRY99'))
    assert (sent.status_code, 'Too many tries' in text(sent, 'wrong-coupon')) == (429, True)
