using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Attacks;

/// <summary>Whatever is done to the stored objects: what is read is right, or an error that says what is damaged.</summary>
[Collection(nameof(DamageTests))]
[CollectionDefinition(nameof(DamageTests), DisableParallelization = true)]
public sealed class DamageTests
{
    private const long MostAllocated = 512L << 20;

    // A busy server may keep a request waiting until the store tries it again.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(TestStores.AreOnS3 ? 240 : 60);

    private static readonly Lazy<Task<Subject>> Prepared = new(PrepareAsync);

    [Fact]
    public async Task The_undamaged_lake_answers_everything_and_its_chains_are_whole()
    {
        var subject = await Prepared.Value;
        await using var lake = await Lake.OpenAsync(await StoredObjects.StoreAsync(subject.Objects), SmallLake.Options);
        Assert.Empty(await SmallLake.FaultsAsync(lake));
        Assert.True(subject.Expected.Count > 20);
    }

    [Fact]
    public Task Damage_is_told_or_does_no_harm() => AttackAsync(seed: 1, count: 160);

    [Theory]
    [Trait("tier", "long")]
    [InlineData(1001)]
    [InlineData(2001)]
    [InlineData(3001)]
    [InlineData(4001)]
    [InlineData(5001)]
    public Task Damage_is_told_or_does_no_harm_thousands_of_times(int seed) => AttackAsync(seed, LongTier.Cases(1040));

    [Fact]
    public async Task Every_damaged_entry_of_a_log_but_a_missing_newest_one_is_found_by_the_audit()
    {
        var subject = await Prepared.Value;
        foreach (var key in subject.Objects.Keys.Where(key => key.StartsWith("refs/branches/", StringComparison.Ordinal) || key.StartsWith("refs/tags/", StringComparison.Ordinal)))
        {
            var objects = new Dictionary<string, byte[]>(subject.Objects) { [key] = subject.Objects[key].ToArray() };
            objects[key][20] ^= 1;
            await using var lake = await Lake.OpenAsync(await StoredObjects.StoreAsync(objects), SmallLake.Options);
            Assert.True((await SmallLake.FaultsAsync(lake)).Count > 0, $"no fault was found with {key} damaged");
        }
    }

    private static async Task AttackAsync(int seed, int count)
    {
        count = TestStores.Cases(count, onServer: 40);
        var subject = await Prepared.Value;
        var damages = Enum.GetValues<Damage>();
        var faults = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var damage = damages[i % damages.Length];
            var (objects, touched) = new Damager(subject.Objects, subject.Other).Apply(damage, new Random(seed + i));
            var before = GC.GetTotalAllocatedBytes();
            var found = await ReadAllAsync(subject, objects, damage, touched).WaitAsync(Longest);
            faults.AddRange(found.Select(fault => $"seed {seed + i}, {damage} of {string.Join(" and ", touched)}: {fault}"));
            if (GC.GetTotalAllocatedBytes() - before > MostAllocated)
            {
                faults.Add($"seed {seed + i}, {damage} of {touched[0]}: {GC.GetTotalAllocatedBytes() - before:N0} bytes were allocated");
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults.Take(40))}");
    }

    private static async Task<List<string>> ReadAllAsync(Subject subject, Dictionary<string, byte[]> objects, Damage damage, List<string> touched)
    {
        var faults = new List<string>();
        Lake lake;
        try
        {
            lake = await Lake.OpenAsync(await StoredObjects.StoreAsync(objects), SmallLake.Options);
        }
        catch (Exception e)
        {
            Judge(faults, "open", e, damage, touched);
            return faults;
        }

        // A log whose newest entry is gone, or was forged with its seal, is another log: only a mark kept elsewhere shows it.
        var isOtherLog = touched.Any(key => key.StartsWith("refs/", StringComparison.Ordinal)) && damage is Damage.Delete or Damage.Reseal;
        foreach (var fact in subject.Facts)
        {
            try
            {
                var answer = await fact.AskAsync(lake);
                if (answer != subject.Expected[fact.Name] && !(isOtherLog && fact.Movable))
                {
                    faults.Add($"{fact.Name}: wrong data: expected\n{subject.Expected[fact.Name]}\nfound\n{answer}");
                }
            }
            catch (Exception e)
            {
                Judge(faults, fact.Name, e, damage, touched);
            }
        }

        try
        {
            await SmallLake.FaultsAsync(lake);
        }
        catch (Exception e)
        {
            Judge(faults, "verify", e, damage, touched);
        }

        await lake.DisposeAsync();
        return faults;
    }

    private static void Judge(List<string> faults, string what, Exception exception, Damage damage, List<string> touched)
    {
        if (exception is not LakeException { Kind: LakeErrorKind.Corrupt or LakeErrorKind.NotFound or LakeErrorKind.Unsupported or LakeErrorKind.Refused or LakeErrorKind.Expired } told)
        {
            faults.Add($"{what}: {exception.GetType().Name} {(exception as LakeException)?.Kind}: {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("LakeVersion", StringComparison.Ordinal))}");
        }
        else if (told.Kind == LakeErrorKind.Corrupt && damage != Damage.Reseal && !touched.Contains("lake.json") && !touched.Any(key => told.Message.Contains(key, StringComparison.Ordinal)))
        {
            faults.Add($"{what}: the message names no key: {told.Message}");
        }
    }

    private static async Task<Subject> PrepareAsync()
    {
        var (store, other) = (TestStores.Open(), TestStores.Open());
        var (commits, staged) = await SmallLake.BuildAsync(store, 0);
        await SmallLake.BuildAsync(other, 7);
        var facts = SmallLake.Facts(commits, staged).ToList();
        var expected = new Dictionary<string, string>();
        await using var lake = await Lake.OpenAsync(store, SmallLake.Options);
        foreach (var fact in facts)
        {
            expected.Add(fact.Name, await fact.AskAsync(lake));
        }

        return new Subject(await StoredObjects.TakeAsync(store), await StoredObjects.TakeAsync(other), facts, expected);
    }

    private sealed record Subject(
        SortedDictionary<string, byte[]> Objects, SortedDictionary<string, byte[]> Other, List<Fact> Facts, Dictionary<string, string> Expected);
}
