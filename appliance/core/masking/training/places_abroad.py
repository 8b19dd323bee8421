"""Addresses of Hong Kong and Taiwan, and addresses written in English."""

from __future__ import annotations

from random import Random

from appliance.core.masking.training.lists import lines, words


def hong_kong(r: Random) -> str:
    """九龍觀塘協和街33號裕民大廈12樓F室."""
    areas, parts, streets, blocks = (group.split() for group in lines("hk")[0].split("|"))
    flat = r.choice(
        (
            f"{r.randint(1, 45)}楼{r.choice('ABCDEFGH')}室",
            f"{r.randint(1, 9)}座{r.randint(1, 45)}楼{r.choice('ABCDEFGH')}室",
            f"{r.randint(101, 3912)}室",
            f"{r.randint(1, 45)}/F {r.choice('ABCD')}室",
        )
    )
    return f"{r.choice([*areas, ''])}{r.choice(parts)}{r.choice(streets) + str(r.randint(1, 800)) + '号' if r.random() < 0.7 else ''}{r.choice(blocks)}{flat}"


def taiwan(r: Random) -> str:
    """新北市板橋區文化路二段182巷3弄7號5樓之2."""
    cities, parts, streets = (group.split() for group in lines("tw")[0].split("|"))
    lane = f"{r.randint(2, 400)}巷" if r.random() < 0.5 else ""
    alley = f"{r.randint(1, 60)}弄" if lane and r.random() < 0.5 else ""
    floor = (
        f"{r.randint(1, 20)}楼" + (f"之{r.randint(1, 9)}" if r.random() < 0.4 else "")
        if r.random() < 0.7
        else ""
    )
    section = f"{r.choice('一二三四五')}段" if r.random() < 0.6 else ""
    return f"{r.choice([*cities, ''])}{r.choice(parts)}{r.choice(streets)}{section}{lane}{alley}{r.randint(1, 500)}号{floor}"


def english(r: Random) -> str:
    """Flat 12B, 45 Baker Street, London NW1 6XE."""
    name = r.choice(words("english_streets"))
    kind = r.choice(
        (
            "Street",
            "St",
            "Road",
            "Rd",
            "Avenue",
            "Ave",
            "Lane",
            "Drive",
            "Way",
            "Court",
            "Place",
            "Blvd",
            "Terrace",
            "Crescent",
        )
    )
    road = f"{r.choice(('', '', 'No. ', 'No.'))}{r.randint(1, 2900)}{r.choice(('', '', '', 'A', 'B'))} {name} {kind}"
    flat = r.choice(("Flat", "Apt", "Apt.", "Unit", "Room", "Rm", "Suite", "Block", "#")) + " "
    flat = (
        flat.strip() if "#" in flat else flat
    ) + f"{r.randint(1, 2908)}{r.choice(('', '', 'A', 'B', 'C'))}"
    town = r.choice(words("english_cities"))
    post = r.choice(
        (
            "",
            "",
            f" {r.choice(('NW1 6XE', 'SW9 8JT', 'M1 4BT', 'EC2A 3LT'))}",
            f" {r.randint(10000, 99999)}",
            f", {r.choice(('NY', 'CA', 'WA', 'TX'))} {r.randint(10000, 99999)}",
        )
    )
    whole = r.choice(
        (
            f"{flat}, {road}, {town}{post}",
            f"{road}, {flat}, {town}{post}",
            f"{road}, {town}{post}",
            f"{road}",
            f"{road} {flat}",
            f"{flat} {road} {town}",
        )
    )
    return whole.lower() if r.random() < 0.25 else whole


def _word(r: Random) -> str:
    return r.choice(words("pinyin_given")).capitalize() + r.choice(words("pinyin_given"))


def english_building(r: Random) -> str:
    """Building 7, Unit 2, Room 1101, Greentown Rose Garden, Zhuantang, Hangzhou."""
    parts = [
        f"{r.choice(('Room', 'Rm', 'Rm.', 'Flat', 'Apt', 'Suite', 'No.'))} {r.choice(('', f'{r.randint(1, 20)}-', 'A', 'B'))}{r.randint(101, 3302)}"
    ]
    if r.random() < 0.5:
        parts.append(
            f"{r.choice(('Unit', 'Unit', 'Block', 'Tower'))} {r.choice((str(r.randint(1, 6)), r.choice('ABCDE')))}"
        )
    if r.random() < 0.7:
        parts.append(
            f"{r.choice(('Building', 'Bldg', 'Bldg.', 'Block', 'Blk', 'Tower', 'Bld'))} {r.choice((str(r.randint(1, 40)), r.choice('ABCDE')))}"
        )
    if r.random() < 0.2:
        parts = [
            r.choice(
                (f"{r.randint(1, 40)}/F", "G/F", f"{r.randint(2, 40)}th Floor", f"Floor {r.randint(2, 40)}")
            )
        ]
    if r.random() < 0.5:
        parts.reverse()
    if r.random() < 0.7:
        parts.append(
            f"{_word(r)} {r.choice(('Garden', 'Rose Garden', 'Community', 'Mansion', 'Plaza', 'Residence', 'Court', 'Estate', 'Park', 'Xiaoqu', 'Huayuan'))}"
        )
    if r.random() < 0.6:
        parts.append(
            f"{r.choice(('', f'No. {r.randint(1, 999)} ', f'{r.randint(1, 999)} '))}{_word(r)} {r.choice(('Road', 'Rd', 'Street', 'St', 'Avenue', 'Lu', 'Dajie', 'Lane'))}"
        )
    if r.random() < 0.6:
        parts.append(f"{_word(r)} {r.choice(('District', 'Dist.', 'Qu', 'County', 'Town'))}")
    parts.append(
        r.choice((r.choice(words("english_cities")), _word(r), _word(r)))
        + r.choice(("", "", f" {r.randint(100000, 850000)}", ", China", ", P.R. China"))
    )
    text = r.choice((", ", ", ", ", ", ",", " ")).join(parts)
    return text.lower() if r.random() < 0.15 else text


def singapore(r: Random) -> str:
    """Blk 412 Ang Mo Kio Ave 10 #08-1123 Singapore 560412."""
    place = r.choice(
        (
            "Ang Mo Kio",
            "Bedok North",
            "Toa Payoh",
            "Tampines",
            "Jurong West",
            "Clementi",
            "Yishun",
            "Hougang",
            "Serangoon North",
        )
    )
    unit = f"#{r.randint(1, 30):02d}-{r.randint(1, 1999):02d}"
    return f"{r.choice(('Blk ', 'Block ', ''))}{r.randint(1, 999)}{r.choice(('', '', 'A'))} {place} {r.choice(('Ave', 'St', 'Street', 'Road', 'Avenue'))} {r.randint(1, 90)}{r.choice((' ', ', '))}{unit}{r.choice((' ', ', '))}{r.choice((f'Singapore {r.randint(100000, 829999)}', f'S({r.randint(100000, 829999)})', ''))}".rstrip(
        " ,"
    )
