using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Tests.Attacks;
using LakeVersion.Verifying;

namespace LakeVersion.Tests.Verifying;

/// <summary>Every sort of stored object × every sort of damage: a check names the key, and a repair from a copy leads to a whole lake.</summary>
public sealed class InjectedDamageTests
{
    /// <summary>What was done, the changed objects, and the keys that must be told; an empty list where only a doubt may show.</summary>
    private sealed record Injury(string What, (string Key, byte[]? Content)[] Changes, string[] Told, bool IsRepairable = true, bool Repairs = true);

    [Fact]
    public async Task A_lost_object_of_every_sort_is_named_and_repaired() => await InflictAsync(subject => Simple(subject).Where(injury => injury.What == "missing"));

    [Fact]
    [Trait("tier", "long")]
    public async Task Every_flipped_bit_cut_and_loss_of_every_sort_of_object_is_named_and_repaired() => await InflictAsync(Simple);

    [Fact]
    [Trait("tier", "long")]
    public async Task Objects_that_stand_under_each_others_names_are_named_and_repaired() => await InflictAsync(Exchanged);

    [Fact]
    [Trait("tier", "long")]
    public async Task Older_states_and_other_lakes_objects_are_named_and_repaired() => await InflictAsync(Stale);

    [Fact]
    [Trait("store", "none")]
    public async Task Damaged_content_of_every_kind_is_named_with_the_path_and_the_branches_that_it_hurts()
    {
        var subject = await RichSubject.GetAsync();
        var whole = await subject.WithAsync();
        foreach (var (kind, path) in await RichPlaces.KindsAsync(whole))
        {
            var (key, offset, length) = await RichPlaces.OfAsync(whole, path);
            var report = await RichSubject.CheckAsync(await subject.WithAsync((key, Flipped(subject.Objects[key], offset + (length / 2)))));
            var finding = report.Findings.FirstOrDefault(found => found.Key == key && found.Paths.Contains(path) && found.Names.Contains("branch 'main'"));
            Assert.True(finding is { Commits.Count: > 0 }, $"{kind}: {path} in {key}:\n{RichSubject.Text(report)}");
        }

        var list = await RichPlaces.OfAsync(whole, "large.bin", chunks: true);
        var torn = await RichSubject.CheckAsync(await subject.WithAsync((list.Key, Flipped(subject.Objects[list.Key], list.Offset + 9))));
        Assert.Contains(torn.Findings, found => found.Key == list.Key && found.Paths.Contains("large.bin"));
    }

    [Fact]
    [Trait("tier", "long")]
    [Trait("server", "s3")]
    public async Task Every_part_of_a_pack_counts()
    {
        var subject = await RichSubject.GetAsync();
        var (key, content) = subject.Objects.Where(stored => stored.Key.StartsWith("packs/", StringComparison.Ordinal)).MaxBy(stored => stored.Value.Length);
        for (var i = 0; i < 24; i += 24 / TestStores.Cases(24, onServer: 6))
        {
            // Header and end byte by byte, and places between.
            var at = i < 8 ? i : i < 16 ? content.Length - 1 - (i - 8) : content.Length / 9 * (i - 15);
            var report = await RichSubject.CheckAsync(await subject.WithAsync((key, Flipped(content, at))));
            Assert.True(report.Findings.Any(found => found.Key == key && found.IsDamage), $"byte {at} of {content.Length}");
        }
    }

    [Fact]
    public async Task Without_reading_data_all_but_the_bytes_of_content_is_checked()
    {
        var subject = await RichSubject.GetAsync();
        var (large, _, _) = await RichPlaces.OfAsync(await subject.WithAsync(), "large.bin");
        Assert.True((await RichSubject.CheckAsync(await subject.WithAsync((large, Flipped(subject.Objects[large], 5))), data: false)).IsWhole);
        Assert.Contains((await RichSubject.CheckAsync(await subject.WithAsync((large, subject.Objects[large][..^1])), data: false)).Findings, found => found.Key == large);
        Assert.Contains((await RichSubject.CheckAsync(await subject.WithAsync((large, null)), data: false)).Findings, found => found.Key == large);
    }

    private static IEnumerable<Injury> Simple(RichSubject subject)
    {
        foreach (var key in RichPlaces.Sample(subject.Objects.Keys))
        {
            var content = subject.Objects[key];
            foreach (var at in (int[])[0, content.Length / 3, content.Length - 20])
            {
                yield return new Injury($"bit of byte {at}", [(key, Flipped(content, at))], [key], Repairs: at == content.Length / 3);
            }

            yield return new Injury("cut", [(key, content[..(content.Length / 2)])], [key]);
            yield return new Injury("emptied", [(key, [])], [key], Repairs: false);
            yield return new Injury("longer", [(key, [.. content, 0])], [key], Repairs: false);

            // No one can say that the newest collection record was there: nothing refers to it.
            yield return new Injury("missing", [(key, null)], key == RichLake.KeyOf("gc", 2) ? [] : [key]);
        }
    }

    private static IEnumerable<Injury> Exchanged(RichSubject subject)
    {
        foreach (var sort in subject.Objects.Keys.GroupBy(StoredObjects.SortOf).Where(sort => sort.Count() > 1))
        {
            var keys = sort.ToList();
            var (one, other) = (keys[0], keys[^1]);
            yield return new Injury("exchanged", [(one, subject.Objects[other]), (other, subject.Objects[one])], [one, other]);
            yield return new Injury("overwritten by another", [(one, subject.Objects[other])], [one]);
        }

        // A log one entry longer: the copy cannot say what to do about it, and nothing is deleted.
        foreach (var log in (string[])["refs/branches/main", "refs/tags/v1", "refs/system/settings", "gc"])
        {
            var newest = subject.Objects.Keys.First(key => key.StartsWith(log + "/", StringComparison.Ordinal));
            var n = Enumerable.Range(1, 500).First(n => RichLake.KeyOf(log, n) == newest);
            yield return new Injury("duplicated as the next", [(RichLake.KeyOf(log, n + 1), subject.Objects[newest])], [RichLake.KeyOf(log, n + 1)], IsRepairable: false);
            yield return new Injury("a foreign object", [($"{log}/0", [1])], [$"{log}/0"], IsRepairable: false);
        }
    }

    private static IEnumerable<Injury> Stale(RichSubject subject)
    {
        foreach (var key in RichPlaces.Sample(subject.Objects.Keys))
        {
            var sort = StoredObjects.SortOf(key);
            var others = subject.Other.Where(stored => StoredObjects.SortOf(stored.Key) == sort && !subject.Objects.ContainsValue(stored.Value)).ToList();
            yield return new Injury("another lake's", [(key, others[others.Count / 2].Value)], [key]);
        }

        // The state of a whole log from before its last two entries: what referred to them shows it.
        var main = subject.Objects.Keys.Where(key => key.StartsWith("refs/branches/main/", StringComparison.Ordinal)).Take(2).ToArray();
        yield return new Injury("an older state of a log", [.. main.Select(key => (key, (byte[]?)null))], main);
    }

    private static async Task InflictAsync(Func<RichSubject, IEnumerable<Injury>> list)
    {
        var subject = await RichSubject.GetAsync();
        var faults = new List<string>();
        var copy = await subject.WithAsync();
        var injuries = list(subject).ToList();
        var step = Math.Max(1, injuries.Count / TestStores.Cases(injuries.Count, onServer: 2));
        foreach (var injury in injuries.Where((_, i) => i % step == 0))
        {
            var store = await subject.WithAsync(injury.Changes);
            var what = $"{injury.What} {string.Join(" and ", injury.Changes.Select(change => change.Key))}";
            var report = await RichSubject.CheckAsync(store);
            foreach (var key in injury.Told.Where(key => !report.Findings.Any(found => found.IsDamage && found.Key == key)))
            {
                faults.Add($"{what}: {key} was not named:\n{RichSubject.Text(report)}");
            }

            if (!injury.Repairs)
            {
                continue;
            }

            var repair = await LakeRepair.RunAsync(store, new NamedStore(copy), RichLake.Options, new Versioning.Verifying.VerifyOptions { Data = true });
            if (injury is { IsRepairable: true, Told.Length: > 0 } && !(repair.After.IsWhole && (await RichSubject.CheckAsync(store)).IsWhole))
            {
                faults.Add($"{what}: not repaired: {string.Join(", ", repair.NotRepaired)}\n{RichSubject.Text(repair.After)}");
            }
            else if (!injury.IsRepairable && (repair.After.IsWhole || repair.NotRepaired.Count == 0))
            {
                faults.Add($"{what}: said to be repaired");
            }

            foreach (var (key, content) in injury.IsRepairable && injury.Told.Length > 0 ? subject.Objects : [])
            {
                if (await store.GetAsync(StoreKey.Parse(key)) is not { } now || !now.Span.SequenceEqual(content))
                {
                    faults.Add($"{what}: {key} is not what it was");
                }
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} of {injuries.Count}:\n{string.Join("\n\n", faults.Take(12))}");
    }

    private static byte[] Flipped(byte[] content, int at)
    {
        var flipped = content.ToArray();
        flipped[Math.Clamp(at, 0, content.Length - 1)] ^= 4;
        return flipped;
    }
}
