using LakeVersion;
using LakeVersion.Rows.Csv;
using LakeVersion.Rows.Records;
using LakeVersion.Storage;
using LakeVersion.Versioning.Transactions;

namespace MinioPipeline;

/// <summary>The steps from raw files to the branch that people read. Each may be tried again: what was done is found, not repeated.</summary>
internal sealed class Pipeline(Lake lake, IObjectStore raw)
{
    private readonly LakeBranch main = lake.Branch("main");

    /// <summary>Brings raw files into the table on a branch of the load's own, in one commit.</summary>
    public async Task<CommitResult> ImportAsync(string load, params IReadOnlyList<string> files)
    {
        var branch = await BranchAsync(load);
        var request = $"import {string.Join(", ", files)}"; // The same load of other files is a mistake, and refused.
        if (await branch.FindDoneAsync(load, request) is { } done)
        {
            return done;
        }

        await using var change = await branch.BeginAsync();
        foreach (var file in files)
        {
            var csv = new CsvInput(token => OpenAsync(file, token), file);
            await change.Table("weather").AppendAsync(csv.ReadAsync(RowBatcher.SchemaOf<Day>()));
        }

        return await change.CommitAsync(new CommitOptions
        {
            Message = $"Load {string.Join(", ", files)}",
            Author = "pipeline",
            IdempotencyKey = load,
            Request = request,
        });
    }

    /// <summary>Looks at what the load's branch holds; nobody else does.</summary>
    public async Task<Check> CheckAsync(string load) => await Check.RunAsync((await lake.Branch(load).HeadAsync()).Table("weather"));

    /// <summary>Shows a load that is good to everybody, at once.</summary>
    public async Task PublishAsync(string load) => await main.FastForwardAsync(load);

    /// <summary>What people see.</summary>
    public async Task<long?> PublishedRowsAsync() => (await (await main.HeadAsync()).Table("weather").OpenAsync()).RowCount;

    private async Task<LakeBranch> BranchAsync(string load)
    {
        try
        {
            return await lake.CreateBranchAsync(load, "main");
        }
        catch (LakeException exception) when (exception.Kind == LakeErrorKind.Conflict)
        {
            return lake.Branch(load); // An earlier try made it.
        }
    }

    private async ValueTask<Stream> OpenAsync(string file, CancellationToken cancellationToken)
    {
        var key = StoreKey.Parse(file);
        return await raw.StatAsync(key, cancellationToken) is { } info
            ? new ObjectStream(raw, key, info)
            : throw LakeException.NotFound($"There is no raw file '{file}'.");
    }
}
