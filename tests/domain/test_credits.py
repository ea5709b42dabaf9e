"""Credits: every amount comes from the policy; the purchase is the cheapest there is."""

from __future__ import annotations

import itertools
import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.domain.credits import Package, PriceList, cheapest_purchase, judge_credits, opening_balance
from triage.domain.outcome import Outcome
from triage.domain.ticket import CreditAccount, Previous
from triage.domain.vocabulary import Confirmation

SHOP = PriceList((Package(10, 50), Package(25, 125), Package(50, 230), Package(100, 425), Package(200, 750)), "USD")


def brute_force(need: int, prices: PriceList) -> int:
    """The least price by plain dynamic programming over prices, written differently on purpose."""
    cheapest = {0: 0}
    for covered in range(1, need + 1):
        cheapest[covered] = min(cheapest[max(0, covered - p.credits)] + p.price for p in prices.packages)
    return cheapest[need]


@pytest.mark.parametrize("shortfall", range(1, 1001))
def test_purchase_is_the_cheapest_for_every_shortfall(shortfall):
    """For each shortfall of 1 to 1,000 the packages cover it and no cheaper combination does."""
    purchase = cheapest_purchase(shortfall, SHOP)
    assert purchase is not None
    assert purchase.credits == sum(p.credits * p.count for p in purchase.packages) >= shortfall
    price_of = {p.credits: p.price for p in SHOP.packages}
    assert purchase.price == sum(price_of[p.credits] * p.count for p in purchase.packages) == brute_force(shortfall, SHOP)


@pytest.mark.parametrize(
    ("shortfall", "packages", "price"),
    [
        (1, {10: 1}, 50),
        (17, {10: 2}, 100),
        (26, {10: 3}, 150),
        (41, {10: 2, 25: 1}, 225),
        (95, {100: 1}, 425),
        (151, {10: 3, 25: 1, 100: 1}, 700),
        (205, {10: 1, 200: 1}, 800),
    ],
)
def test_purchase_examples(shortfall, packages, price):
    """What the price list of CR.8 comes to."""
    purchase = cheapest_purchase(shortfall, SHOP)
    assert purchase is not None
    assert ({p.credits: p.count for p in purchase.packages}, purchase.price) == (packages, price)


def test_a_huge_debt_is_covered_exactly_and_quickly():
    """A debt of a billion credits is bought in bulk, and takes no more memory (some 6 MB) than one of 40,000."""
    tracemalloc.start()
    purchase = cheapest_purchase(1_000_000_000, SHOP)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert purchase is not None
    assert purchase.price == 5_000_000 * 750
    assert most < 20_000_000


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 60)), min_size=1, max_size=4, unique_by=lambda p: p[0]),
    st.integers(1, 260),
)
def test_purchase_is_exact_for_any_price_list(sizes, need):
    """Beyond the table the bulk package stays exact, whatever is on sale."""
    prices = PriceList(tuple(Package(*size) for size in sizes), "EUR")
    purchase = cheapest_purchase(need, prices)
    assert purchase is not None
    assert purchase.price == brute_force(need, prices)


def test_nothing_short_or_nothing_on_sale_buys_nothing():
    """There is no purchase without a shortfall or without packages."""
    assert cheapest_purchase(0, SHOP) is None
    assert cheapest_purchase(5, PriceList()) is None


@pytest.mark.parametrize(
    ("balance", "new", "free", "expected"),
    [
        (None, False, 0, None),
        (None, True, 40, 40),
        (0, True, 40, 40),
        (40, True, 40, 40),
        (25, False, 0, 25),
        (65, True, 40, 65),
        (-37, False, 0, -37),
    ],
)
def test_opening_balance(balance, new, free, expected):
    """A new account has at least its free credits, booked or not (CR.1)."""
    assert opening_balance(CreditAccount(balance=balance, new_account=new), free) == expected


CASES = [
    # credits, rate, free, balance, previous charge -> charge, change, balance after, shortfall
    (10, 1, None, 25, None, (10, None, 15, 0)),
    (10, 2, None, 25, None, (20, None, 5, 0)),
    (10, 2, None, 15, 10, (20, 10, 5, 0)),
    (10, 1, None, 30, 20, (10, -10, 40, 0)),
    (20, 1, "vendor", 0, 20, (0, -20, 20, 0)),
    (20, 1, None, 3, None, (20, None, -17, 17)),
    (20, 1, None, None, None, (20, None, None, 0)),
]


@pytest.mark.parametrize(("amount", "rate", "free", "balance", "before", "expected"), CASES)
def test_judge_credits(amount, rate, free, balance, before, expected):
    """Charge, change, balance and shortfall follow from credits, rate, reason to be free, balance and the earlier charge."""
    outcome = Outcome(credits=amount, hotrush_rate=rate, free_because=free, confirmation=Confirmation.REQUIRED)
    previous = None if before is None else Previous(charge=before)
    verdict = judge_credits(outcome, CreditAccount(balance=balance), previous, SHOP)
    assert (verdict.charge, verdict.change, verdict.balance_after, verdict.shortfall) == expected
    assert verdict.confirmation is (Confirmation.REQUIRED if verdict.charge else Confirmation.NOT_NEEDED)
    assert (verdict.purchase is not None) == (verdict.shortfall > 0)


def test_a_quote_is_never_charged():
    """What gets a quote costs no credits (CR.6)."""
    verdict = judge_credits(Outcome(credits=20, quote_instead=True), CreditAccount(balance=5), None, SHOP)
    assert (verdict.charge, verdict.shortfall, verdict.purchase) == (0, 0, None)


def test_plain_enumeration_agrees_on_small_needs():
    """An independent enumeration of all combinations up to five packages agrees for small shortfalls."""
    for need in range(1, 60):
        best = min(
            sum(p.price for p in combination)
            for count in range(1, 6)
            for combination in itertools.combinations_with_replacement(SHOP.packages, count)
            if sum(p.credits for p in combination) >= need
        )
        purchase = cheapest_purchase(need, SHOP)
        assert purchase is not None
        assert purchase.price == best


def test_prices_with_cents_are_exact():
    """Ten times 0.10 is 1, not nearly 1."""
    prices = PriceList((Package(1, Decimal("0.10")), Package(10, Decimal("0.99"))), "EUR")
    assert cheapest_purchase(9, prices).price == Decimal("0.90")
    assert cheapest_purchase(10, prices).price == Decimal("0.99")
    assert cheapest_purchase(23, prices).price == Decimal("2.28")
