using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;
using LakeVersion.Storage.Probing;
using LakeVersion.Storage.S3;

namespace LakeVersion.Cli.Lakes;

/// <summary>Looks over a store before or while a lake lives in it.</summary>
internal static class StoreExamination
{
    // What a lease, an epoch or a log's time can bear without a thought.
    private static readonly TimeSpan WorryingSkew = TimeSpan.FromMinutes(1);

    private static readonly ProbeOptions Thorough = new() { Racers = 32, Rounds = 5 };

    /// <summary>Everything that can be found out.</summary>
    /// <param name="location">The store.</param>
    /// <param name="providers">Who opens it.</param>
    /// <param name="context">Clock and chance.</param>
    /// <param name="isReadOnly">True writes no probe objects.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DoctorShape> RunAsync(
        string location, IReadOnlyList<IStoreProvider> providers, LvContext context, bool isReadOnly, CancellationToken cancellationToken)
    {
        var local = new LocalFolderOptions { TimeProvider = context.Time, Entropy = context.Entropy };
        var store = new StoreProviders(providers, local).Open(location);
        store = store is ProbedStore probed ? probed.Inner : store;
        var (bucket, folder) = IsS3(location) ? providers.OfType<S3StoreProvider>().Single().OpenBucket(location) : default;
        var checks = new List<DoctorCheck>();

        // A store that cannot be listed answers nothing else either: this says best why.
        await foreach (var item in store.ListAsync(new ListRequest { Limit = 1 }, cancellationToken))
        {
            _ = item;
        }

        IReadOnlyList<RequestLatency> latency = [];
        if (!isReadOnly)
        {
            checks.AddRange((await new StoreProbe(store, context.Entropy, Thorough).RunAsync(cancellationToken)).Select(Check));
            latency = await StoreLatency.MeasureAsync(store, context.Time, context.Entropy, cancellationToken);
        }

        if (bucket is not null)
        {
            checks.Add(await ClockAsync(store, context.Time, cancellationToken));
            checks.AddRange((await bucket.InspectAsync(folder?.Value, cancellationToken)).Select(static finding =>
                new DoctorCheck(finding.Subject, finding.Weight.ToString().ToLowerInvariant(), finding.Found)));
        }

        return new DoctorShape
        {
            Location = store.Name,
            Server = bucket?.Server,
            Fit = checks.TrueForAll(static check => check.Result != "danger"),
            Checks = checks,
            Latency = [.. latency.Select(static times =>
                new DoctorLatency(times.Request, Math.Round(times.Median.TotalMilliseconds, 2), Math.Round(times.Longest.TotalMilliseconds, 2)))],
        };
    }

    /// <summary>True for locations that the S3 provider opens.</summary>
    public static bool IsS3(string location) => StoreLocation.Parse(location).Scheme == "s3";

    private static DoctorCheck Check(ProbeFinding finding) => new(
        finding.Rule switch
        {
            ProbeRule.OneCreatorWins => "one-creator-wins",
            ProbeRule.CreatedStays => "created-stays",
            ProbeRule.ListingIsSorted => "listing-is-sorted",
            ProbeRule.ListingTakesLimits => "listing-takes-limits",
            _ => "ranges-are-read",
        },
        finding.Holds ? "fine" : "danger",
        char.ToUpperInvariant(finding.Found[0]) + finding.Found[1..] + ".");

    private static async Task<DoctorCheck> ClockAsync(IObjectStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var skew = await store.GetTimeAsync(cancellationToken) - time.GetUtcNow();
        var isWorrying = skew.Duration() > WorryingSkew;
        return new DoctorCheck(
            "clock",
            isWorrying ? "advice" : "fine",
            isWorrying
                ? $"This machine's clock is {skew.Duration().TotalSeconds:0} s {(skew > TimeSpan.Zero ? "behind" : "ahead of")} the server's. From 15 minutes on, requests are refused. Set it."
                : "This machine's clock and the server's agree.");
    }
}
