"""Reads one file with one library and says how many rows it had and the peak memory in kB."""
import resource, sys

library, file = sys.argv[1:]
rows = 0
if library == "csv":
    import csv

    with open(file, encoding="gb18030" if "gbk" in file else "utf-8", newline="") as lines:
        for row in csv.reader(lines):
            rows += 1
elif library == "openpyxl":
    import openpyxl

    for row in openpyxl.load_workbook(file, read_only=True, data_only=True).active.iter_rows(values_only=True):
        rows += 1
elif file.endswith(".xlsx"):
    import pandas

    rows = len(pandas.read_excel(file, header=1))
else:
    import pandas

    rows = len(pandas.read_csv(file, header=1, encoding="gb18030" if "gbk" in file else "utf-8"))
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
