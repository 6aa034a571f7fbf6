using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Tests.Support.Predicates;
using LakeVersion.Testing;

namespace LakeVersion.Rows.Tests.Expressions;

public sealed class RowFilterTests
{
    [Fact]
    public void The_rows_that_pass_are_those_that_a_naive_judge_lets_pass() =>
        Gen.Int.Sample(Run, iter: 1_500, threads: 1);

    [Fact]
    [Trait("tier", "long")]
    public void The_rows_that_pass_are_those_that_a_naive_judge_lets_pass_in_many_cases() =>
        Gen.Int.Sample(Run, iter: LongTier.Cases(40_000), threads: 1);

    // One number makes batch, slice and predicate: the failing one is printed.
    private static void Run(int seed)
    {
        var random = new Random(seed);
        var columns = AnyColumn.Types.Select((type, i) => AnyColumn.Next(random, $"c{i}", type))
            .Append(AnyColumn.Next(random, ColumnPath.Of("s", "t", "x"), Int64Type.Default))
            .Append(AnyColumn.Next(random, ColumnPath.Of("s", "t", "y"), StringType.Default)).ToArray();
        var (count, nulls) = (random.Next(6) == 0 ? random.Next(700) : random.Next(140), AnyCell.Of(random, 0, 20, 100));
        var cells = columns.Select(column => Enumerable.Range(0, count).Select(_ => column.Cell(random, 0, column.Pool.Length, nulls)).ToArray()).ToArray();
        var (outer, inner) = (Presence(random, count), Presence(random, count));
        var batch = Batch(columns, cells, outer, inner);
        var from = random.Next(count + 1);
        var slice = batch.Slice(from, random.Next(count - from + 1));
        for (var i = 0; i < 4; i++)
        {
            var predicate = AnyPredicate.Next(random, columns);
            RowFilter.Check(predicate, batch.Schema);
            var expected = Enumerable.Range(0, slice.Length).Where(row => NaivePredicate.Judge(predicate, path => Cell(path, from + row)) == true);
            Assert.True(expected.SequenceEqual(RowFilter.Select(slice, predicate)), $"seed {seed}: {predicate}");
        }

        object? Cell(ColumnPath path, int row) => path.Names.Count > 1 && (outer[row] is null || inner[row] is null)
            ? null
            : cells[System.Array.FindIndex(columns, column => column.Path.Equals(path))][row];
    }

    private static object?[] Presence(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(4) == 0 ? null : "")];

    private static RecordBatch Batch(AnyColumn[] columns, object?[][] cells, object?[] outer, object?[] inner)
    {
        var arrays = columns.Select((column, i) => column.Build(cells[i])).ToArray();
        var t = Struct(inner, [("x", arrays[^2]), ("y", arrays[^1])]);
        var s = Struct(outer, [("t", t)]);
        var all = arrays[..^2].Append(s).ToArray();
        return new RecordBatch(
            new Schema([.. all.Select((array, i) => new Field(i < all.Length - 1 ? $"c{i}" : "s", array.Data.DataType, true))], null), all, outer.Length);
    }

    private static StructArray Struct(object?[] presence, (string Name, IArrowArray Values)[] fields) => new(
        new StructType([.. fields.Select(field => new Field(field.Name, field.Values.Data.DataType, true))]),
        presence.Length,
        fields.Select(field => field.Values),
        AnyColumn.Validity(presence),
        presence.Count(mark => mark is null));
}
