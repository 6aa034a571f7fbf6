namespace LakeVersion.Delta.Comparing;

/// <summary>What the cells of a column come to.</summary>
/// <param name="Name">The column.</param>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Nulls">Rows in which it is null.</param>
/// <param name="Least">The least value, as JSON; null where there is none, or the type has no order.</param>
/// <param name="Greatest">The greatest value, as JSON; NaN is above all numbers.</param>
/// <param name="Mean">The mean of numbers; null for other types, without values, and where it is no finite number.</param>
/// <param name="Distinct">Different values, nulls apart: exact up to 4,096, else an estimate with an error of about 1 %.</param>
public sealed record ColumnFigures(string Name, long Rows, long Nulls, string? Least, string? Greatest, double? Mean, long Distinct);
