using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>Compares what the change data feed tells with what the model's versions did.</summary>
internal sealed class FeedCheck(ModelRun run, DeltaTable table, int first)
{
    public async Task RunAsync(int choice)
    {
        // Files of the changes of versions before may be gone.
        var begin = Math.Max(first, run.FirstPromised + (run.FirstPromised > 0 ? 1 : 0));
        for (var version = begin; version < run.Versions.Count; version++)
        {
            await OneAsync(version);
        }

        if (begin < run.Versions.Count)
        {
            var from = begin + (choice % (run.Versions.Count - begin));
            await RangeAsync(from, from + (choice / 7 % (run.Versions.Count - from)));
        }
    }

    private async Task OneAsync(int version)
    {
        var model = run.Versions[version];
        if (!model.Is("delta.enableChangeDataFeed"))
        {
            await FailsAsync(LakeErrorKind.NotFound, () => table.ChangesAsync(version, version).AsTask());
        }
        else if (model.Changes is not null)
        {
            Assert.Equal(Texts(version, version), await ToldAsync(version, version));
        }
        else if (IsLike(run.Versions[version - 1], model))
        {
            // Files came and went: rows that were in both before and after are told as gone and come.
            var difference = run.Versions[version].Rows.Select(row => (Text: row.Text(model.Columns), Sign: 1))
                .Concat(run.Versions[version - 1].Rows.Select(row => (Text: row.Text(model.Columns), Sign: -1)));
            var told = (await ToldAsync(version, version)).Select(text => text.Split('|', 3)).Select(cells => (Text: cells[2], Sign: cells[0] == "insert" ? 1 : -1));
            Assert.Equal(Net(difference), Net(told));
        }
    }

    private async Task RangeAsync(int from, int to)
    {
        var (range, end) = (run.Versions.GetRange(from, to - from + 1), run.Versions[to]);
        if (range.Exists(version => !version.Is("delta.enableChangeDataFeed")))
        {
            await FailsAsync(LakeErrorKind.NotFound, () => table.ChangesAsync(from, to).AsTask());
        }
        else if (range.TrueForAll(version => version.Changes is not null && version.Mode == end.Mode && Fits(version, end)))
        {
            Assert.Equal(Texts(from, to), await ToldAsync(from, to));
        }
        else if (range.Find(version => end.Mode != "none" && version.Mode == end.Mode && version.Columns.Any(column => !end.Columns.Any(other => other.Key == column.Key))) is not null)
        {
            await FailsAsync(LakeErrorKind.Unsupported, () => table.ChangesAsync(from, to).AsTask());
        }
    }

    private static bool IsLike(ModelVersion a, ModelVersion b) => a.Mode == b.Mode && Fits(a, b);

    // The columns of one version are all there in the other, of a type that holds their values.
    private static bool Fits(ModelVersion then, ModelVersion end) => then.Columns.All(column =>
        end.Columns.Any(other => other.Key == column.Key && other.Type >= column.Type && (end.Mode != "none" || other.Name == column.Name)));

    private static List<string> Net(IEnumerable<(string Text, int Sign)> rows) =>
        [.. rows.GroupBy(row => row.Text).Select(group => (group.Key, Sum: group.Sum(row => row.Sign))).Where(row => row.Sum != 0).Select(row => $"{row.Sum} {row.Key}").Order(StringComparer.Ordinal)];

    private IEnumerable<string> Texts(int from, int to) => Enumerable.Range(from, to - from + 1)
        .SelectMany(version => run.Versions[version].Changes!.Select(change => $"{change.Kind}|{version}|{change.Row.Text(run.Versions[to].Columns)}"))
        .Order(StringComparer.Ordinal);

    private async Task<List<string>> ToldAsync(int from, int to)
    {
        var told = new List<string>();
        await foreach (var batch in (await table.ChangesAsync(from, to)).ReadAsync(["_change_type", "_commit_version", .. run.Versions[to].Columns.Select(column => column.Name)]))
        {
            told.AddRange(Cells.Rows(batch));
        }

        return [.. told.Order(StringComparer.Ordinal)];
    }
}
