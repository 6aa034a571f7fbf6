using Apache.Arrow;

namespace LakeVersion.Parquet;

/// <summary>What a writer knows of a file when it is finished.</summary>
/// <param name="RowCount">Rows in the file.</param>
/// <param name="SizeBytes">The file's length in bytes.</param>
/// <param name="Columns">Statistics of every leaf column over the whole file, in file order.</param>
public sealed record ParquetFileSummary(long RowCount, long SizeBytes, IReadOnlyList<ParquetColumnStatistics> Columns);

/// <summary>Statistics of one leaf column over a file or a row group.</summary>
/// <param name="Path">The names from the top-level column down to the leaf, with the groups that Parquet puts into lists
/// (<c>list.element</c>) and maps (<c>key_value.key</c>, <c>key_value.value</c>).</param>
/// <param name="NullCount">Rows without a value at the leaf, a null parent counting as none; null where unknown, and below
/// lists and maps, where a leaf has no value a row.</param>
/// <param name="Min">An Arrow array of one element of the column's type, the least value; null where unknown.
/// NaN is never a bound; a column that holds NaN has no bounds. In files read, where NaN leaves no trace, float and double
/// have none at all, and a bound of strings may be a shortened one: at most the least value.</param>
/// <param name="Max">Likewise the greatest value. Strings order by UTF-8 bytes.</param>
public sealed record ParquetColumnStatistics(IReadOnlyList<string> Path, long? NullCount, IArrowArray? Min, IArrowArray? Max);

/// <summary>One row group of a file.</summary>
/// <param name="RowCount">Its rows.</param>
/// <param name="Columns">Statistics of every leaf column, in file order; bounds are null where the file has none.</param>
public sealed record ParquetRowGroup(long RowCount, IReadOnlyList<ParquetColumnStatistics> Columns);
