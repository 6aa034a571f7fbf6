using System.Text;
using LakeVersion.Adopting;
using LakeVersion.Changes;
using LakeVersion.Delta;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Writing;
using LakeVersion.Outside;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Output;
using LakeVersion.Storage;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests.Erasing;

/// <summary>A lake in which somebody left traces wherever a table can leave them.</summary>
internal static class GuestLake
{
    public const long Id = 7731000777331;

    public const string Where = "id = 7731000777331";

    /// <summary>Adopted with checksums, a compaction and a checkpoint of another writer's.</summary>
    public const string Adopted = "old/people";

    /// <summary>Made in the lake.</summary>
    public const string Made = "guests";

    public static readonly LakeOptions Options = new() { Author = "ada", External = ExternalAccess.StoresAndFiles };

    private static readonly ColumnPath IdColumn = "id";

    private static readonly ColumnPath NameColumn = "name";

    /// <summary>All that may be nowhere afterwards.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Values { get; } =
    [
        .. StoredValues.Of(Id), .. StoredValues.Of(4242424242424242), .. StoredValues.Of(98765.4321),
        StoredValues.Of("Zaphod-Q7731"), StoredValues.Of("Trillian-Q9"), StoredValues.Of("Marvin-Q42"), StoredValues.Of("Ford-Q13"), StoredValues.Of("Slart-Q77"),
        StoredValues.Of("Betelgeuse-Q5"),
    ];

    public static async Task BuildAsync(IObjectStore store, string folder)
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AdoptAsync(lake, folder);
        await CommitAsync(lake, "main", "create", async change => await change.Table(Made).CreateAsync(Guest.Schema, Create(("delta.checkpointInterval", "4")), Guest.Rows(Others(0, 30))));
        await lake.CreateTagAsync("before", "main");
        await CommitAsync(lake, "main", "check in", async change => await change.Table(Made).AppendAsync(Guest.Rows([.. Others(100, 10), Somebody("Zaphod-Q7731")])));
        await ChangesAsync(lake, Made);
        await ChangesAsync(lake, Adopted);
        await BranchAsync(lake);
        await RebasedAsync(lake);
        await CommitAsync(lake, "main", "optimize", async change => await change.Table(Made).OptimizeAsync());
        await lake.CreateTagAsync("after", "main");
        for (var i = 0; i < 5; i++)
        {
            await CommitAsync(lake, "main", $"night {i}", async change => await change.Table(Made).AppendAsync(Guest.Rows(Others(300 + (10 * i), 5))));
        }
    }

    /// <summary>The rows of a table at a revision, as sorted lines of JSON.</summary>
    public static async Task<List<string>> RowsAsync(Lake lake, string revision, string table)
    {
        using var text = new MemoryStream();
        await JsonLinesOutput.WriteAsync((await lake.AtAsync(revision)).Table(table).ReadAsync(), text);
        return [.. Encoding.UTF8.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    public static async Task CommitAsync(Lake lake, string branch, string message, Func<LakeTransaction, Task> work)
    {
        await using var change = await lake.Branch(branch).BeginAsync();
        await work(change);
        await change.CommitAsync(message);
    }

    private static Guest Somebody(string name) => new(Id, name, "Betelgeuse-Q5", 4242424242424242, "north", 98765.4321);

    private static IEnumerable<Guest> Others(int from, int count) => Enumerable.Range(from, count).Select(Guest.Other);

    private static CreateOptions Create(params (string Name, string Value)[] more) => new()
    {
        PartitionColumns = ["region"],
        Properties = more.Append(("delta.enableChangeDataFeed", "true")).ToDictionary(pair => pair.Item1, pair => pair.Item2),
    };

    private static async Task AdoptAsync(Lake lake, string folder)
    {
        var context = new DeltaContext(Options.Parquet, Options.Time, Options.Entropy);
        var table = await DeltaTable.CreateAsync(new LocalFolderStore(folder), context, Guest.Schema, Create(), Guest.Rows(Others(0, 20)));
        await table.AppendAsync(Guest.Rows([.. Others(40, 5), Somebody("Zaphod-Q7731")]));
        await table.AppendAsync(Guest.Rows([.. Others(50, 5), Somebody("Marvin-Q42")]));
        await table.CompactLogAsync(1, 2);
        await table.CheckpointAsync();
        await table.AppendAsync(Guest.Rows(Others(60, 5)));
        await CommitAsync(lake, "main", "adopt", async change => await change.AdoptAsync(folder, Adopted, new AdoptOptions { Mode = AdoptMode.Copy }));
    }

    // By copies, which are told in change data files; then by vectors, under which rows stay in their files.
    private static async Task ChangesAsync(Lake lake, string table)
    {
        await CommitAsync(lake, "main", "marry", async change => await change.Table(table).UpdateAsync(
            IdColumn.EqualTo(Id) & NameColumn.EqualTo("Zaphod-Q7731"), new Dictionary<string, ValueExpression> { ["name"] = ValueText.Parse("'Trillian-Q9'", Guest.Schema) }));
        await CommitAsync(lake, "main", "vectors", async change => await change.Table(table).ChangeAsync(
            new SetProperties { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true" } }));
        await CommitAsync(lake, "main", "another", async change => await change.Table(table).AppendAsync(Guest.Rows([Guest.Other(200), Guest.Other(202), Somebody("Marvin-Q42")])));
        await CommitAsync(lake, "main", "leave", async change => await change.Table(table).DeleteAsync(IdColumn.EqualTo(Id) & NameColumn.EqualTo("Marvin-Q42")));
    }

    private static async Task BranchAsync(Lake lake)
    {
        await lake.CreateBranchAsync("dev", "main");
        await CommitAsync(lake, "dev", "on dev", async change =>
        {
            await change.Table(Made).AppendAsync(Guest.Rows([Guest.Other(210), Somebody("Ford-Q13")]));
            await change.Table(Adopted).AppendAsync(Guest.Rows([Guest.Other(210), Somebody("Ford-Q13")]));
        });
    }

    // Both begin on one state: the log's version of one is made again behind the other's, and the first one's bytes lie in its pack for ever.
    private static async Task RebasedAsync(Lake lake)
    {
        await using var one = await lake.Branch("main").BeginAsync();
        await using var other = await lake.Branch("main").BeginAsync();
        await one.Table(Made).AppendAsync(Guest.Rows(Guest.Other(220)));
        await other.Table(Made).AppendAsync(Guest.Rows([Guest.Other(230), Somebody("Slart-Q77")]));
        await one.CommitAsync("one");
        await other.CommitAsync(new CommitOptions { Message = "other", Author = "bob" });
    }
}
