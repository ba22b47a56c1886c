"""English of the names in the invented town's layers and tables."""

__all__ = ["TOWN_NAMES"]

TOWN_NAMES = {
    "清溪社区": "Qingxi community",
    "北岸村": "Bei'an village",
    "东塘村": "Dongtang village",
    "西山村": "Xishan village",
    "清溪开发区": "Qingxi zone",
    "清溪湖优先保护单元": "Qingxi lake, priority unit",
    "西山优先保护单元": "Xishan hill, priority unit",
    "清溪镇区重点管控单元": "Qingxi town, key unit",
    "东塘渔业重点管控单元": "Dongtang fisheries, key unit",
    "北岸一般管控单元": "Bei'an, general unit",
    "中部一般管控单元": "Centre, general unit",
    "北岸村委会（模拟）": "Bei'an village committee (simulated)",
    "东塘村委会（模拟）": "Dongtang village committee (simulated)",
    "西山村委会（模拟）": "Xishan village committee (simulated)",
    "清溪社区居委会（模拟）": "Qingxi residents' committee (simulated)",
    "清溪开发区管委会（模拟）": "Qingxi zone committee (simulated)",
    "清溪镇人民政府（模拟）": "Qingxi town government (simulated)",
    "镇区口袋公园（模拟）": "Pocket park in town (simulated)",
    "清溪河综合整治（模拟）": "Works on the Qingxi river (simulated)",
    "清溪湖南岸生态缓冲带（模拟）": "Buffer strip south of Qingxi lake (simulated)",
    "清溪湖东圩退圩还湖（模拟）": "East polder back to Qingxi lake (simulated)",
    "东塘湿地保护小区扩建（模拟）": "Larger wetland plot at Dongtang (simulated)",
    "西山低效林改造（模拟）": "Poor stands renewed at Xishan (simulated)",
    "西山采石宕口修复（模拟）": "Quarry restored at Xishan (simulated)",
    "清溪镇（模拟）": "Qingxi (simulated)",
    "上游村（模拟）": "Village upstream (simulated)",
    "水源涵养与湿地保护（模拟）": "Water retention and wetland (simulated)",
    "模拟-2022-01": "simulated-2022-01",
}
