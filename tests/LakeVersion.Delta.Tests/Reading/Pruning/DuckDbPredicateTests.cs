using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Tests.Support.Predicates;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Reading.Pruning;

/// <summary>The same predicates and the same data files, read by DuckDB.</summary>
[Trait("store", "none")]
public sealed class DuckDbPredicateTests(ITestOutputHelper output)
{
    private static readonly string[] Operators = ["=", "<>", "<", "<=", ">", ">=", "is not distinct from"];
    private int cases;

    [Fact]
    public void DuckDB_finds_the_same_rows() => Check(40);

    [Fact]
    [Trait("tier", "long")]
    public void DuckDB_finds_the_same_rows_in_many_cases() => Check(400);

    private void Check(int tables)
    {
        using var duck = new DuckDb();
        Gen.Int.Sample(seed => RunAsync(duck, seed).GetAwaiter().GetResult(), iter: tables, threads: 1);
        output.WriteLine($"{cases} cases");
        Assert.InRange(cases, tables * 5, int.MaxValue);
    }

    private async Task RunAsync(DuckDb duck, int seed)
    {
        var table = new AnyDeltaTable(seed, isPlain: true);
        var snapshot = await table.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("delta");
        try
        {
            foreach (var file in table.Files)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, file), (await table.Store.GetAsync(StoreKey.Parse(file)))!.Value.ToArray());
            }

            // Read whole first: over files, its own too, DuckDB loses rows of null where "is distinct from" is one term of an "or".
            duck.Run($"create or replace temp table t as select * from read_parquet('{folder.FullName}/*.parquet')");
            var random = new Random(seed);
            for (var i = 0; i < 12; i++)
            {
                var predicate = AnyPredicate.Next(random, table.Columns);
                if (Sql(predicate, table.Columns) is not { } where)
                {
                    continue;
                }

                var expected = duck.Rows($"select id from t where {where} order by id").Select(row => (long)row[0]!).ToList();
                var found = new List<long>();
                await foreach (var batch in snapshot.ReadAsync(["id"], predicate))
                {
                    found.AddRange(((Int64Array)batch.Column(0)).Values);
                }

                found.Sort();
                cases++;
                Assert.True(expected.SequenceEqual(found), $"seed {seed}: DuckDB finds {string.Join(' ', expected)}, we {string.Join(' ', found)}: {where}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Null where the languages differ: numbers of several kinds are cast otherwise there.
    private static string? Sql(Predicate predicate, IReadOnlyList<AnyColumn> columns)
    {
        string? Joined(IReadOnlyList<Predicate> terms, string word) =>
            terms.Select(term => Sql(term, columns)).ToList() is var texts && texts.Contains(null) ? null : $"({string.Join($" {word} ", texts)})";
        switch (predicate)
        {
            case Truth truth: return truth.Value ? "true" : "false";
            case AllOf all: return Joined(all.Terms, "and");
            case AnyOf any: return Joined(any.Terms, "or");
            case Negation not: return Sql(not.Term, columns) is { } text ? $"(not {text})" : null;
            case NullTest test: return $"({test.Column} is null)";
            case StartsWith test: return Literal(Scalar.Of(test.Prefix), Type(test.Column)) is { } prefix ? $"starts_with({test.Column}, {prefix})" : null;
            case OneOf test:
                var values = test.Values.Select(value => Literal(value, Type(test.Column))).ToList();
                return values.Contains(null) ? null : $"({test.Column} in ({string.Join(", ", values)}))";
            case Comparison test: return Literal(test.Value, Type(test.Column)) is { } value ? $"({test.Column} {Operators[(int)test.Operator]} {value})" : null;
            default: return null;
        }

        IArrowType Type(ColumnPath path) => columns.First(column => column.Path.Equals(path)).Type;
    }

    private static string? Literal(Scalar value, IArrowType type) => (value.Kind, type) switch
    {
        (ScalarKind.Boolean, _) => value.WholeValue == 1 ? "true" : "false",
        (ScalarKind.Whole, not (FloatType or DoubleType or Decimal128Type)) => $"({value.WholeValue.ToString(CultureInfo.InvariantCulture)})::hugeint",
        (ScalarKind.Exact, Decimal128Type number) when value.ExactScale == number.Scale && value.ExactValue.ToString(CultureInfo.InvariantCulture).TrimStart('-').Length <= number.Precision =>
            $"'{ExactText.Format(value.ExactValue, value.ExactScale)}'::decimal({number.Precision}, {number.Scale})",
        (ScalarKind.Floating, FloatType or DoubleType) => $"'{value.FloatingValue.ToString("R", CultureInfo.InvariantCulture)}'::double",
        (ScalarKind.Text, _) when !value.TextValue.Contains('\0', StringComparison.Ordinal) => $"'{value.TextValue.Replace("'", "''", StringComparison.Ordinal)}'",
        (ScalarKind.Bytes, _) => $"unhex('{Convert.ToHexString(value.BytesValue.Span)}')",
        (ScalarKind.Date, _) => $"(date '1970-01-01' + {value.WholeValue})",
        (ScalarKind.Timestamp, TimestampType { Timezone: null }) => $"make_timestamp({value.WholeValue}::bigint)",
        (ScalarKind.Timestamp, _) => $"(make_timestamp({value.WholeValue}::bigint) at time zone 'UTC')",
        _ => null,
    };
}
