using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Erasing;

/// <summary>Takes content out of every place in all history (docs/decisions/0036-erasure.md).</summary>
/// <remarks>
/// 1. What is to go is searched for everywhere. 2. The log of erasures says so, with every place, before anything goes: whoever comes later
/// ends what was cut off. 3. Objects are deleted, ranges of packs overwritten. Trees, commits and digests stay, and reading says who erased.
/// 4. A grace period later all is searched again, for what a writer stored meanwhile; only then is the erasure done.
/// Any number of erasures may run at once, beside writers and collectors.
/// </remarks>
public sealed class LakeErasure
{
    private const int MostReasonBytes = 1024;
    private const int ObjectFolderLength = 11; // objects/hh/

    private readonly LakeStore lake;

    internal LakeErasure(LakeStore lake) => this.lake = lake;

    /// <summary>Where content is, and who would miss it. Nothing is written.</summary>
    public async ValueTask<ErasurePlan> PlanAsync(IReadOnlyCollection<ContentHash> content, ErasureOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        var search = new ErasureSearch(lake, options);
        return await search.TellAsync(await search.RunAsync(content.ToHashSet(), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Erases the content with these digests from every place in all history. It may be called again, and then goes on.</summary>
    /// <param name="content">The digests of whole contents, as entries of trees have them.</param>
    /// <param name="reason">Why, as everyone who reads it later is told: it must not itself say what is erased. At most 1 KiB.</param>
    /// <param name="options">Who, and how.</param>
    /// <param name="cancellationToken">Ends the work; what was ordered by then is ended by whoever erases, or collects, next.</param>
    /// <exception cref="LakeException">Invalid: no reason. Refused: the lake is a mirror. Unavailable: the store; run it again.</exception>
    public async ValueTask<ErasureResult> EraseAsync(
        IReadOnlyCollection<ContentHash> content, string reason, ErasureOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        CheckReason(reason);
        lake.CheckWritable();
        var wanted = content.ToHashSet();
        var search = new ErasureSearch(lake, options);
        var found = await search.RunAsync(wanted, cancellationToken).ConfigureAwait(false);
        var plan = await search.TellAsync(found, cancellationToken).ConfigureAwait(false);
        var before = await lake.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
        var fresh = ErasureSearch.Contents(found, found.Places.Where(place => before.At(place.Part) is null));
        if (fresh.Count > 0)
        {
            await OrderAsync(fresh, null, reason, options, cancellationToken).ConfigureAwait(false);
        }

        var erased = await lake.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
        var mine = wanted.Select(erased.Of).OfType<KnownErasure>().MaxBy(erasure => erasure.N);
        var open = erased.Erasures.Where(erasure => erasure.DoneAt is null).SelectMany(PartsOf);
        var eraser = await EraseAsync(open.Concat(found.Places.Select(place => place.Part.Whole)).ToHashSet(), options, cancellationToken).ConfigureAwait(false);
        return new ErasureResult
        {
            Erasure = mine?.N,
            Found = plan,
            Objects = eraser.Objects,
            Packs = eraser.Packs,
            LookAgainAt = mine is { DoneAt: null } ? mine.Time + await lake.Retention.GraceAsync(cancellationToken).ConfigureAwait(false) : null,
        };
    }

    /// <summary>Ends what was cut off, takes again what came back at any place that was ever erased, and takes the second look at erasures that are a
    /// grace period old: what was stored before them and was not found then goes too. Collections do it as well.</summary>
    /// <exception cref="LakeException">As <see cref="EraseAsync(IReadOnlyCollection{ContentHash}, string, ErasureOptions, CancellationToken)"/>.</exception>
    public async ValueTask<ErasureFinish> FinishAsync(ErasureOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        lake.CheckWritable();
        var erased = await lake.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
        var eraser = await EraseAsync(erased.Wholes, options, cancellationToken).ConfigureAwait(false);
        var now = await lake.StoreTimeAsync(cancellationToken).ConfigureAwait(false);
        var grace = await lake.Retention.GraceAsync(cancellationToken).ConfigureAwait(false);
        var due = erased.Erasures.Where(erasure => erasure.DoneAt is null && erasure.Time + grace <= now).ToList();
        var finish = new ErasureFinish
        {
            Waiting = [.. erased.Erasures.Where(erasure => erasure.DoneAt is null && erasure.Time + grace > now).Select(erasure => StatusOf(erasure, grace))],
            Erased = eraser.Objects + eraser.Packs,
        };
        return due.Count == 0 ? finish : await EndAsync(due, finish, erased, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All erasures, oldest first.</summary>
    public async ValueTask<IReadOnlyList<ErasureStatus>> StatusAsync(CancellationToken cancellationToken = default)
    {
        var erased = await lake.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
        var grace = await lake.Retention.GraceAsync(cancellationToken).ConfigureAwait(false);
        return [.. erased.Erasures.Select(erasure => StatusOf(erasure, grace))];
    }

    /// <summary>The digests of all content that a file, or anything in a folder or table, held in any state of all history.</summary>
    /// <param name="path">The path of a file or folder, without closing slash.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Corrupt: a kept state cannot be read, so it is not known what the path held there.</exception>
    public async ValueTask<IReadOnlyCollection<ContentHash>> ContentOfAsync(string path, ErasureOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var filter = new PathFilter([LakePath.Parse(path).Value]);
        var digests = new HashSet<ContentHash>();
        LakeException? unread = null;
        await new HistoryWalk(lake, options).RunAsync(
            filter,
            (_, entry) =>
            {
                if (entry is { SizeBytes: > 0, Sha256: { } sha256 })
                {
                    digests.Add(sha256);
                }
            },
            e => unread ??= e,
            cancellationToken).ConfigureAwait(false);
        return unread is null
            ? digests
            : throw LakeException.Corrupt($"What '{path}' held cannot be told to the end: {unread.Message} Mend the lake first (lv fsck), or erase by digest.", unread);
    }

    /// <summary>The content that is an object of the store, by its key.</summary>
    /// <param name="key">A key, as <c>objects/hh/epoch/transaction-sequence</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Null where the text is no object's key, or none is there.</returns>
    public async ValueTask<ContentHash?> ContentOfObjectAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith("objects/", StringComparison.Ordinal) && key.Length > ObjectFolderLength
            && StoredName.TryParse(key[..ObjectFolderLength], isObject: true, key, out var whole)
            && await lake.Uncached.StatAsync(whole.ToPlace().ToKey(), cancellationToken).ConfigureAwait(false) is { } info
                ? await new StoredSearch(lake.Uncached, new ErasureOptions { Author = "" }).DigestAsync(whole.ToPlace() with { Length = info.SizeBytes }, cancellationToken).ConfigureAwait(false)
                : null;
    }

    private static IEnumerable<StoredPart> PartsOf(KnownErasure erasure)
    {
        foreach (var place in erasure.Contents.SelectMany(content => content.Places))
        {
            if (StoredPart.TryOf(place, out var part))
            {
                yield return part.Whole;
            }
        }
    }

    private static ErasureStatus StatusOf(KnownErasure erasure, TimeSpan grace) => new()
    {
        Erasure = erasure.N,
        Time = erasure.Time,
        Author = erasure.Author,
        Reason = erasure.Reason,
        Contents = erasure.Contents.DistinctBy(content => content.Sha256).Count(),
        Places = erasure.Contents.Sum(content => content.Places.Count),
        DoneAt = erasure.DoneAt,
        LookAgainAt = erasure.DoneAt is null ? erasure.Time + grace : null,
    };

    private static void CheckReason(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        CommitText.CheckUnicode(reason, "reason");
        var bytes = Encoding.UTF8.GetByteCount(reason);
        if (string.IsNullOrWhiteSpace(reason) || bytes > MostReasonBytes || reason.Any(char.IsControl))
        {
            throw LakeException.Invalid($"The reason of an erasure is one line of 1 to {MostReasonBytes} bytes: found {bytes}. Everyone who reads what was erased is told it.");
        }
    }

    private async ValueTask<PlaceEraser> EraseAsync(IEnumerable<StoredPart> wholes, ErasureOptions options, CancellationToken cancellationToken)
    {
        var eraser = new PlaceEraser(lake.Store, lake.Uncached, async (whole, token) =>
            (await lake.Erasures.CurrentAsync(token).ConfigureAwait(false)).PartsOf(whole), options);
        await eraser.RunAsync(wholes, cancellationToken).ConfigureAwait(false);
        return eraser;
    }

    // Old programs are kept out before the first entry: they would take erased content for held.
    private async ValueTask OrderAsync(
        IReadOnlyList<ErasedContent> contents, long? of, string? reason, ErasureOptions options, CancellationToken cancellationToken)
    {
        var say = new LogOptions { Author = options.Author };
        await lake.Settings.RequireWriterAsync(KnownFeatures.Erasures, "Content was erased", say, cancellationToken).ConfigureAwait(false);
        foreach (var batch in ErasureBatches.Of(contents))
        {
            var entry = await lake.Writer.AppendAsync(
                RefName.Erasures,
                say.Stamp(lake),
                (_, _) => ValueTask.FromResult<LogDraft?>(new LogDraft
                {
                    Op = LogOperation.Erase,
                    After = lake.RootCommit.Id,
                    Message = of is null ? reason : $"More of erasure {of}",
                    Erasure = batch with { Of = of, Reason = of is null ? reason : null },
                }),
                cancellationToken).ConfigureAwait(false);
            of ??= entry!.Entry.N;
        }
    }

    private async ValueTask<ErasureFinish> EndAsync(
        List<KnownErasure> due, ErasureFinish finish, ErasedPlaces erased, ErasureOptions options, CancellationToken cancellationToken)
    {
        var wanted = due.SelectMany(erasure => erasure.Contents).Select(content => content.Sha256).ToHashSet();
        var found = await new ErasureSearch(lake, options).RunAsync(wanted, cancellationToken).ConfigureAwait(false);
        var open = found.Places.Where(place => place.Stored is not null && erased.At(place.Part) is null).ToList();
        if (lake.Lineage.Mark is not null)
        {
            open = await ThoseThereAsync(open, options, cancellationToken).ConfigureAwait(false);
        }

        var again = new SortedSet<string>(StringComparer.Ordinal);
        var more = 0;
        foreach (var erasure in due)
        {
            var own = erasure.Contents.Select(content => content.Sha256).ToHashSet();
            var landed = await LandedAsync(erased, erasure, cancellationToken).ConfigureAwait(false);

            // What was a mirror then lost all that it had of it, and its clock says nothing about what came after.
            var places = open.Where(place => own.Contains(place.Sha256)).ToLookup(place => erasure.Lake == lake.Lineage.Id && WasBefore(place, landed, erased));
            again.UnionWith(places[false].Select(place => place.Sha256.ToString()));
            if (places[true].Any())
            {
                more += places[true].Count();
                await OrderAsync(ErasureSearch.Contents(found, places[true]), erasure.N, null, options, cancellationToken).ConfigureAwait(false);
            }
        }

        if (more > 0)
        {
            var now = await lake.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
            await EraseAsync(now.Wholes, options, cancellationToken).ConfigureAwait(false);
        }

        var isWhole = found.Unread.Count == 0;
        foreach (var erasure in isWhole ? due : [])
        {
            await NoteAsync(erasure.N, options, cancellationToken).ConfigureAwait(false);
        }

        return finish with
        {
            Done = isWhole ? [.. due.Select(erasure => erasure.N)] : [],
            Erased = finish.Erased + more,
            StoredAgain = [.. again.Select(ContentHash.Parse)],
            Unread = [.. found.Unread],
        };
    }

    // What was a mirror has zeros at places that no erasure names.
    private async ValueTask<List<FoundPlace>> ThoseThereAsync(List<FoundPlace> places, ErasureOptions options, CancellationToken cancellationToken)
    {
        var there = new System.Collections.Concurrent.ConcurrentBag<FoundPlace>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.RequestsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(places, parallel, async (place, token) =>
        {
            if (await place.IsThereAsync(lake.Uncached, token).ConfigureAwait(false))
            {
                there.Add(place);
            }
        }).ConfigureAwait(false);
        return [.. there];
    }

    // An order may reach the store long after it was written, and a long one is several entries: what was copied until the last of them was there is
    // no new content, as nobody could know.
    private async ValueTask<DateTimeOffset> LandedAsync(ErasedPlaces erased, KnownErasure erasure, CancellationToken cancellationToken)
    {
        var last = erasure.Contents.Select(content => erased.StartOf(erasure.N, content.Sha256)).Append(erasure.N).Max();
        var entry = await lake.Uncached.StatAsync(NumberedKey.For(RefName.Erasures.Log, last), cancellationToken).ConfigureAwait(false);
        return entry is { Modified: var modified } && modified > erasure.Time ? modified : erasure.Time;
    }

    // What was stored after an erasure was ordered is new content, which somebody wanted there; the pack may have been overwritten since, and was there before that.
    private static bool WasBefore(FoundPlace place, DateTimeOffset ordered, ErasedPlaces erased)
    {
        var first = erased.PartsOf(place.Part.Whole).Select(part => erased.At(part)!.Time).Append(DateTimeOffset.MaxValue).Min();
        return place.Stored <= ordered || first <= ordered;
    }

    private async ValueTask NoteAsync(long n, ErasureOptions options, CancellationToken cancellationToken) => await lake.Writer.AppendAsync(
        RefName.Erasures,
        new LogOptions { Author = options.Author }.Stamp(lake),
        async (_, token) =>
        {
            var known = (await lake.Erasures.CurrentAsync(token).ConfigureAwait(false)).Erasures.First(erasure => erasure.N == n);
            return known.DoneAt is not null ? null : new LogDraft
            {
                Op = LogOperation.Erased,
                After = lake.RootCommit.Id,
                Message = $"Erasure {n} is done",
                Erasure = new ErasureRecord { Of = n },
            };
        },
        cancellationToken).ConfigureAwait(false);
}
