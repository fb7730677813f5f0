"""An indicator states the numbers that are printed with a unit, and no number that only names something."""

import pytest
from test_demands import GRAMMAR, to_passage

from zhinan.ingest.indicators import read_indicators

CASES = {
    "年度数据服务量不少于一万景": [("AtLeast", 10000, "1")],
    "开展不少于两次用户培训和两个以上示范应用": [("AtLeast", 2, "1"), ("AtLeast", 2, "1")],
    "提交三个大于500km²的示范区数据集一套": [("Exact", 3, "1"), ("AtLeast", 500, "km2"), ("Exact", 1, "1")],
    "空间分辨率优于0.4°": [("AtMost", 0.4, "deg")],
    "十米级国产卫星数据集每年更新一次": [("Exact", 1, "1")],
    "时间范围为2000—2020年": [],
    "支撑十年战略规划实施综合评估": [],
    "国际培训≥2000人次": [("AtLeast", 2000, "1")],
}


@pytest.mark.parametrize("text", CASES)
def test_the_numbers_of_an_indicator(text: str) -> None:
    (indicator,), remarks = read_indicators(to_passage(text), GRAMMAR)
    found = [
        (q.exactness.value, float(q.minimum if q.minimum is not None else q.maximum), q.unit)
        for q in indicator.targets
    ]
    assert found == CASES[text]
    assert remarks == []


def test_a_sentence_that_encourages_is_no_indicator() -> None:
    indicators, remarks = read_indicators(to_passage("应用不少于50个。该项目鼓励企业牵头。"), GRAMMAR)
    assert len(indicators) == 1
    assert [remark.text for remark in remarks] == ["该项目鼓励企业牵头"]
