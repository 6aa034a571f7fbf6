using System.Globalization;
using System.Text;

namespace LakeVersion.Storage.Probing;

/// <summary>Tries out whether a store can hold a lake, with a few small objects under <c>.lakeversion-probe/</c> that it deletes again.</summary>
/// <remarks>
/// Some servers ignore the condition of a create-only put, and some check it before they write; only a race tells. A race that was won by one
/// proves nothing for ever, but a server that lets two win is found out almost always.
/// </remarks>
public sealed class StoreProbe
{
    /// <summary>Where the probe's objects are; may be deleted at any time.</summary>
    public const string Folder = ".lakeversion-probe/";

    // Between them these tell the order of bytes from that of folders and of letters.
    private static readonly string[] ListedNames = ["list/B", "list/a-b", "list/a.b", "list/a/b", "list/a0"];

    private readonly IObjectStore store;
    private readonly IEntropy entropy;
    private readonly ProbeOptions options;

    /// <summary>Takes the store to try.</summary>
    public StoreProbe(IObjectStore store, IEntropy? entropy = null, ProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        this.entropy = entropy ?? SystemEntropy.Instance;
        this.options = options ?? new ProbeOptions();
    }

    /// <summary>Tries every rule; one finding a rule, in their order.</summary>
    /// <exception cref="LakeException">Unavailable: the store gave no clear answers. Refused: it allows no writing.</exception>
    public async ValueTask<IReadOnlyList<ProbeFinding>> RunAsync(CancellationToken cancellationToken = default)
    {
        var root = $"{Folder}{Id128.Create(entropy)}/";
        var keys = Enumerable.Range(0, options.Rounds).Select(round => Key(root, "race/" + round.ToString(CultureInfo.InvariantCulture)))
            .Concat(ListedNames.Select(name => Key(root, name))).ToList();
        try
        {
            // All that can be is at once: a probe costs few round trips. All of it ends before its objects are deleted.
            var race = RaceAsync(keys, cancellationToken);
            var puts = keys[options.Rounds..].Select(async key => await store.PutAsync(key, Encoding.UTF8.GetBytes(key.Value), cancellationToken).ConfigureAwait(false));
            await Task.WhenAll([race, .. puts]).ConfigureAwait(false);
            var stays = StaysAsync(keys[0], cancellationToken);
            var listing = ListAsync(root, cancellationToken);
            var ranges = RangeAsync(keys[^1], cancellationToken);
            await Task.WhenAll(stays, listing, ranges).ConfigureAwait(false);
            return [await race.ConfigureAwait(false), await stays.ConfigureAwait(false), .. await listing.ConfigureAwait(false), await ranges.ConfigureAwait(false)];
        }
        finally
        {
            await CleanAsync(keys).ConfigureAwait(false);
        }
    }

    private static StoreKey Key(string root, string name) => StoreKey.Parse(root + name);

    private static byte[] Content(int racer) => Encoding.ASCII.GetBytes($"racer {racer.ToString(CultureInfo.InvariantCulture)} was here");

    private async Task<ProbeFinding> RaceAsync(List<StoreKey> keys, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var key = keys[round];
            var racers = Enumerable.Range(0, options.Racers)
                .Select(racer => Task.Run(() => store.CreateAsync(key, Content(racer), cancellationToken).AsTask(), cancellationToken)).ToList();
            var outcomes = await Task.WhenAll(racers).ConfigureAwait(false);
            if (await JudgeAsync(key, outcomes, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return new ProbeFinding(
            ProbeRule.OneCreatorWins,
            faults.Count == 0,
            faults.Count == 0 ? $"one of {options.Racers} writers won each of {options.Rounds} {(options.Rounds == 1 ? "race" : "races")}" : faults[0]);
    }

    private async Task<string?> JudgeAsync(StoreKey key, CreateOutcome[] outcomes, CancellationToken cancellationToken)
    {
        var winners = Enumerable.Range(0, outcomes.Length).Where(racer => outcomes[racer].Result == CreateResult.Created).ToList();
        if (winners.Count > 1)
        {
            return $"{winners.Count} of {outcomes.Length} writers that created one name at once were all told that they did";
        }

        var content = await store.GetAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Unavailable(
                $"'{store.Name}' gave no clear answer: of {outcomes.Length} writers that created one name, none left an object"
                + $"{(outcomes.Select(static outcome => outcome.Cause).OfType<Exception>().FirstOrDefault() is { } cause ? $" ({cause.Message})" : "")}.");
        return winners.Count == 1 && !content.Span.SequenceEqual(Content(winners[0]))
            ? "the writer that was told that it created an object is not the one whose content stands"
            : null;
    }

    private async Task<ProbeFinding> StaysAsync(StoreKey key, CancellationToken cancellationToken)
    {
        var late = Content(options.Racers);
        var outcome = await store.CreateAsync(key, late, cancellationToken).ConfigureAwait(false);
        var content = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        var isReplaced = content?.Span.SequenceEqual(late) == true;
        return new ProbeFinding(
            ProbeRule.CreatedStays,
            outcome.Result != CreateResult.Created && content is not null && !isReplaced,
            isReplaced ? "a create-only put replaced an object"
            : outcome.Result == CreateResult.Created ? "a create-only put of a name that exists was called a success"
            : content is null ? "an object that was created is gone"
            : "a second create-only put was refused");
    }

    private async Task<ProbeFinding[]> ListAsync(string root, CancellationToken cancellationToken)
    {
        var all = new ListRequest { Prefix = root + "list/" };
        var expected = ListedNames.Select(name => root + name).Order(Utf8Order.Comparer).ToList();
        var part = all with { StartAfter = expected[1], Limit = 2 };
        return
        [
            await ListingAsync(ProbeRule.ListingIsSorted, all, expected, "a listing shows what was just written, sorted", cancellationToken).ConfigureAwait(false),
            await ListingAsync(ProbeRule.ListingTakesLimits, part, expected[2..4], "start-after and limits are kept", cancellationToken).ConfigureAwait(false),
        ];
    }

    private async Task<ProbeFinding> ListingAsync(
        ProbeRule rule, ListRequest request, IReadOnlyList<string> expected, string well, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        try
        {
            await foreach (var item in store.ListAsync(request, cancellationToken).ConfigureAwait(false))
            {
                names.Add(item.Name);
            }
        }
        catch (LakeException exception) when (exception.Kind == LakeErrorKind.Unsupported)
        {
            // A store that checks its server's listing has found out already.
            return new ProbeFinding(rule, false, exception.Message.TrimEnd('.'));
        }

        return expected.SequenceEqual(names)
            ? new ProbeFinding(rule, true, well)
            : new ProbeFinding(rule, false, $"a listing should be sorted and show [{Short(expected)}], and it shows [{Short(names)}]");
    }

    private static string Short(IEnumerable<string> names) =>
        string.Join(", ", names.Select(static name => name[(name.IndexOf("list/", StringComparison.Ordinal) + 5)..]));

    private async Task<ProbeFinding> RangeAsync(StoreKey key, CancellationToken cancellationToken)
    {
        var whole = Encoding.UTF8.GetBytes(key.Value);
        var range = await store.GetRangeAsync(key, 2, 5, cancellationToken).ConfigureAwait(false);
        var isRight = range?.Span.SequenceEqual(whole.AsSpan(2, 5)) == true;
        return new ProbeFinding(ProbeRule.RangesAreRead, isRight, isRight ? "ranges are read" : "a range of bytes came back as other bytes");
    }

    private async Task CleanAsync(List<StoreKey> keys)
    {
        try
        {
            await store.DeleteAsync(keys).ConfigureAwait(false);
        }
        catch (LakeException)
        {
            // A writer need not be allowed to delete; what stays is small, and may be deleted at any time.
        }
    }
}
