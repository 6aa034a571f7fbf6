using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Tests.Erasing;

/// <summary>A row of the tables of whom somebody is erased.</summary>
internal sealed record Guest(long Id, string Name, string City, long Code, string Region, double Score)
{
    private static readonly StructType Home = new([new Field("city", StringType.Default, true), new Field("code", Int64Type.Default, true)]);

    public static Schema Schema { get; } = new(
        [
            new Field("id", Int64Type.Default, true),
            new Field("name", StringType.Default, true),
            new Field("home", Home, true),
            new Field("region", StringType.Default, true),
            new Field("score", DoubleType.Default, true),
        ],
        null);

    /// <summary>Somebody who stays.</summary>
    public static Guest Other(int n) => new(n, $"guest {n}", $"city {n % 7}", 1000 + n, n % 2 == 0 ? "north" : "south", n / 4.0);

    public static IAsyncEnumerable<RecordBatch> Rows(params IEnumerable<Guest> guests)
    {
        var all = guests.ToArray();
        var home = new StructArray(Home, all.Length, [Texts(all, one => one.City), Numbers(all, one => one.Code)], ArrowBuffer.Empty, 0);
        var batch = new RecordBatch(
            Schema,
            [Numbers(all, one => one.Id), Texts(all, one => one.Name), home, Texts(all, one => one.Region), new DoubleArray.Builder().AppendRange(all.Select(one => one.Score)).Build()],
            all.Length);
        return new[] { batch }.ToAsyncEnumerable();
    }

    private static Int64Array Numbers(Guest[] all, Func<Guest, long> of) => new Int64Array.Builder().AppendRange(all.Select(of)).Build();

    private static StringArray Texts(Guest[] all, Func<Guest, string> of) => new StringArray.Builder().AppendRange(all.Select(of)).Build();
}
