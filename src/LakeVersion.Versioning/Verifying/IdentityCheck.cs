using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks <c>lake.json</c>, and finds out which lake this is where the file does not say.</summary>
internal static class IdentityCheck
{
    private const int Witnesses = 64;

    /// <summary>Gives the run its identity; false where nothing says which lake this is.</summary>
    /// <exception cref="LakeException">NotFound: nothing of a lake is in the store.</exception>
    public static async ValueTask<bool> RunAsync(CheckRun run, CancellationToken cancellationToken)
    {
        var (identity, fault) = await ReadAsync(run, cancellationToken).ConfigureAwait(false);
        var witness = await WitnessAsync(run, cancellationToken).ConfigureAwait(false);
        if (identity is null && witness is null)
        {
            if (fault!.Kind == LakeErrorKind.NotFound)
            {
                throw fault;
            }

            Tell(run, fault.Message + " No entry of a log can be read either, so nothing more was checked.");
            return false;
        }

        var lineage = await LineageAsync(run, identity?.Lake ?? witness!.Value, cancellationToken).ConfigureAwait(false);
        if (identity is not null && witness is { } lake && !lineage.Knows(lake))
        {
            Tell(run, $"{LakeIdentity.Key} is of lake {identity.Lake}: the entries of the logs are of lake {lake}.");
            identity = null;
            lineage = new LakeLineage(lake);
        }
        else if (fault is not null)
        {
            Tell(run, fault.Message);
        }

        run.Use(identity ?? Assumed(witness!.Value), identity is not null, lineage);
        return true;
    }

    // What a mirror and its promotions say; damage of these is told, and then nothing of them is believed.
    private static async ValueTask<LakeLineage> LineageAsync(CheckRun run, Id128 lake, CancellationToken cancellationToken)
    {
        try
        {
            return await LakeLineage.ReadAsync(run.Store, lake, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            Tell(run, e.Message, LakeLineage.Folder);
            return new LakeLineage(lake);
        }
    }

    private static void Tell(CheckRun run, string fault, string? key = null) => run.Sink.Add(new CheckFinding
    {
        Thing = CheckedThing.Identity,
        Key = key ?? LakeIdentity.Key.Value,
        Fault = fault,
        Advice = "No part of the lake can be opened without it. " + Advice.Repair,
    });

    private static async ValueTask<(LakeIdentity? Identity, LakeException? Fault)> ReadAsync(CheckRun run, CancellationToken cancellationToken)
    {
        if (await run.Store.GetAsync(LakeIdentity.Key, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return (null, LakeException.NotFound($"No lake is at {run.Store.Name}: {LakeIdentity.Key} is missing."));
        }

        try
        {
            return (LakeIdentity.FromBytes(bytes), null);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            return (null, e);
        }
    }

    // The lake that most of some entries say they are of.
    private static async ValueTask<Id128?> WitnessAsync(CheckRun run, CancellationToken cancellationToken)
    {
        var votes = new Dictionary<Id128, int>();
        await foreach (var item in run.Store.ListAsync(new ListRequest { Prefix = "refs/", Limit = Witnesses }, cancellationToken).ConfigureAwait(false))
        {
            var key = StoreKey.Parse(item.Name);
            if (await run.Store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } bytes && LakeOf(key, bytes) is { } lake)
            {
                votes[lake] = votes.GetValueOrDefault(lake) + 1;
            }
        }

        return votes.Count == 0 ? null : votes.MaxBy(vote => vote.Value).Key;
    }

    private static Id128? LakeOf(StoreKey key, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return LogEntry.FromBytes(key, bytes).Lake;
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            return null;
        }
    }

    private static LakeIdentity Assumed(Id128 lake) => new()
    {
        Lake = lake, Created = default, Hash = "sha256", Salt = default, EpochSeconds = 1, DefaultBranch = "main",
    };
}
