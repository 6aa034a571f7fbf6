using System.Globalization;
using System.Text;
using LakeVersion.Rows.Records;
using LakeVersion.Storage.S3;

namespace LakeVersion.Worker;

/// <summary>One row of the tables that workers write.</summary>
internal sealed record Row(int Number, string Writer);

internal static class Writing
{
    public static async Task<int> AppendAsync(string location, string table, int first, int count)
    {
        await using var lake = await OpenAsync(location, $"worker-{first}");
        for (var number = first; number < first + count; number++)
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await change.Table(table).AppendAsync(Rows(number));
            await change.CommitAsync($"Append {number}");
            await Console.Out.WriteLineAsync(number.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    public static async Task<int> CommitForeverAsync(string location, int first)
    {
        await using var lake = await OpenAsync(location, "worker");
        for (var number = first; ; number++)
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await change.Files.PutAsync($"files/{number}.txt", new MemoryStream(Encoding.UTF8.GetBytes($"{number}")));
            await change.Table("numbers").AppendAsync(Rows(number));
            await change.CommitAsync($"Commit {number}");
            await Console.Out.WriteLineAsync(number.ToString(CultureInfo.InvariantCulture));
            await Console.Out.FlushAsync();
        }
    }

    /// <summary>Opens a lake in a folder, or in S3 as the usual AWS environment says.</summary>
    public static ValueTask<Lake> OpenAsync(string location, string author) => Lake.OpenAsync(location, Options(author));

    /// <summary>Makes a lake.</summary>
    public static ValueTask<Lake> CreateAsync(string location) => Lake.CreateAsync(location, Options("worker"));

    private static LakeOptions Options(string author) => new() { Author = author, Providers = [new S3StoreProvider()] };

    private static IAsyncEnumerable<Apache.Arrow.RecordBatch> Rows(int number) =>
        RowBatcher.ToBatches([new Row(number, "worker")]).ToAsyncEnumerable();
}
