"""What a ticket costs in support credits (CR.1-CR.9): arithmetic only; every number comes from the policy or the account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from triage.domain.decision import CreditsVerdict, PackageCount, Purchase
from triage.domain.outcome import Outcome
from triage.domain.ticket import CreditAccount, Previous
from triage.domain.vocabulary import Confirmation

_Score = tuple[int | Decimal, int, int]


@dataclass(frozen=True, slots=True)
class Package:
    """A package of credits on sale (CR.8). `price` in units of the price list's currency; exact."""

    credits: int
    price: int | Decimal


@dataclass(frozen=True, slots=True)
class PriceList:
    """All packages on sale; may be empty, when nothing can be bought."""

    packages: tuple[Package, ...] = ()
    currency: str = ""


def judge_credits(outcome: Outcome, account: CreditAccount, previous: Previous | None, prices: PriceList) -> CreditsVerdict:
    """What the policy charges for the ticket, and what that does to the account."""
    charge = 0 if outcome.free_because or outcome.quote_instead else outcome.credits * outcome.hotrush_rate
    charged_before = previous.charge if previous else None
    change = None if charged_before is None else charge - charged_before
    due_now = charge if change is None else change
    balance = opening_balance(account, outcome.free_credits)
    balance_after = None if balance is None else balance - due_now
    shortfall = max(0, due_now - balance) if balance is not None else 0
    return CreditsVerdict(
        category=outcome.credit_category,
        credits=outcome.credits,
        rate=outcome.hotrush_rate,
        charge=charge,
        basis=outcome.credit_basis,
        free_because=outcome.free_because,
        quote_instead=outcome.quote_instead,
        confirmation=outcome.confirmation if charge else Confirmation.NOT_NEEDED,
        balance_after=balance_after,
        change=change,
        shortfall=shortfall,
        purchase=cheapest_purchase(shortfall, prices),
    )


def opening_balance(account: CreditAccount, free_credits: int) -> int | None:
    """The balance to charge against: a new account has at least its free credits (CR.1), whether or not they are booked yet."""
    if account.balance is None:
        return free_credits if account.new_account else None
    return max(account.balance, free_credits) if account.new_account else account.balance


def cheapest_purchase(shortfall: int, prices: PriceList) -> Purchase | None:
    """The cheapest packages that hold at least `shortfall` credits; of equal price those with most credits, then the fewest.

    Exact (unbounded knapsack over whole credits). None when nothing is short or nothing is on sale.
    """
    if shortfall <= 0 or not prices.packages:
        return None
    packages = prices.packages
    bulk, bulk_count = _in_bulk(shortfall, packages)
    bought = Counter(dict(_cover(shortfall - bulk_count * bulk.credits, packages)))
    bought[bulk.credits] += bulk_count
    counts = tuple(PackageCount(package.credits, bought[package.credits]) for package in packages if bought[package.credits])
    price_of = {package.credits: package.price for package in packages}
    total = sum(size * count for size, count in bought.items())
    return Purchase(counts, total, sum(price_of[size] * count for size, count in bought.items()), prices.currency)


def _in_bulk(shortfall: int, packages: Sequence[Package]) -> tuple[Package, int]:
    """The package with the best price per credit, and how many of it cover what of the shortfall lies beyond the table.

    Among `bulk.credits` other packages some always sum to a multiple of it and cost no less, so a table of `bulk.credits` x the
    largest package for the rest stays exact.
    """
    bulk = min(packages, key=lambda package: (Fraction(package.price) / package.credits, -package.credits))
    table_size = bulk.credits * max(package.credits for package in packages)
    return bulk, max(0, -(-(shortfall - table_size) // bulk.credits))


@lru_cache(maxsize=4096)
def _cover(need: int, packages: Sequence[Package]) -> tuple[tuple[int, int], ...]:
    """The sizes to buy for a need within the table, and how many of each.

    Dynamic programme: `best[n]` is (price, -credits, packages) for covering n credits, `last[n]` the package added last.
    """
    best: list[_Score] = [(0, 0, 0)]
    last = [packages[0]]
    for covered in range(1, need + 1):
        options = [(_with(package, best[max(0, covered - package.credits)]), index) for index, package in enumerate(packages)]
        score, index = min(options)
        best.append(score)
        last.append(packages[index])
    sizes: Counter[int] = Counter()
    while need > 0:
        sizes[last[need].credits] += 1
        need -= last[need].credits
    return tuple(sizes.items())


def _with(package: Package, rest: _Score) -> _Score:
    price, credits_negated, number = rest
    return price + package.price, credits_negated - package.credits, number + 1
