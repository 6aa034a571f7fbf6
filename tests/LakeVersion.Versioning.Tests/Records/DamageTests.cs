using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Records;
using Record = LakeVersion.Versioning.Records.Record;

namespace LakeVersion.Versioning.Tests.Records;

[Trait("store", "none")]
public sealed class DamageTests
{
    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_flipped_bit_and_every_cut_is_found_and_named(string name)
    {
        var (key, bytes) = Samples.All[name];
        Assert.NotNull(await Samples.ReadAsync(name, bytes));
        for (var i = 0; i < bytes.Length; i++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[i] ^= (byte)(1 << (i % 8));
            await IsFoundAsync(name, key, flipped, $"bit {i % 8} of byte {i}");
            await IsFoundAsync(name, key, bytes[..i], $"cut at {i}");
        }

        await IsFoundAsync(name, key, [.. bytes, (byte)'\n'], "longer");
        await IsFoundAsync(name, key, new byte[Record.MaxBytes + 1], "too long");
    }

    /// <summary>As a faulty writer would make it: the JSON is damaged and the seal fits.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_sealed_record_whose_json_is_not_what_it_must_be_is_found_and_named(string name)
    {
        var (key, bytes) = Samples.All[name];
        var lines = Encoding.UTF8.GetString(bytes).Split('\n')[..^2];
        var random = new SeededRandom(17);
        var refused = 0;
        for (var round = 0; round < 1500; round++)
        {
            var damaged = (string[])lines.Clone();
            var line = random.Next(damaged.Length);
            damaged[line] = Damage(damaged[line], random);
            var sealedBytes = Record.Seal([.. damaged.Select(Encoding.UTF8.GetBytes)]);
            try
            {
                await Samples.ReadAsync(name, sealedBytes);
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported)
            {
                Assert.Contains(key.Value, e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > 500, $"only {refused} were refused");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_newer_version_and_another_type_are_refused_by_name(string name)
    {
        var (key, bytes) = Samples.All[name];
        var lines = Encoding.UTF8.GetString(bytes).Split('\n')[..^2];
        var newer = await FailAsync(name, lines, line => line.Replace("\"version\":1,", "\"version\":12,", StringComparison.Ordinal));
        Assert.Equal(LakeErrorKind.Unsupported, newer.Kind);
        Assert.Contains("version 12", newer.Message, StringComparison.Ordinal);
        var other = await FailAsync(name, lines, line => line.Replace("{\"type\":\"lakeversion.", "{\"type\":\"lakeversion.x", StringComparison.Ordinal));
        Assert.Equal(LakeErrorKind.Corrupt, other.Kind);
        Assert.All((LakeException[])[newer, other], e => Assert.Contains(key.Value, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Members_that_are_not_known_are_ignored()
    {
        var lines = Encoding.UTF8.GetString(Samples.All["entry"].Bytes).Split('\n')[..^2];
        var bytes = Record.Seal(Encoding.UTF8.GetBytes(lines[0][..^1] + ",\"later\":{\"a\":[1]}}"));
        Assert.NotNull(await Samples.ReadAsync("entry", bytes));
    }

    [Fact]
    public async Task An_entry_that_was_copied_to_another_number_log_or_lake_is_found()
    {
        var lake = await TestLake.CreateAsync(new MemoryStore());
        var other = await TestLake.CreateAsync(new MemoryStore());
        var entry = (await other.HeadAsync()).Entry;
        Versioning.Logs.LogEntry[] wrong = [entry, entry with { Lake = lake.Lake.Identity.Lake, N = 9 }, entry with { Lake = lake.Lake.Identity.Lake, Log = "refs/tags/main" }];
        foreach (var copied in wrong)
        {
            var store = new MemoryStore();
            await store.PutAsync(NumberedKey.For("refs/branches/main", 2), copied.ToBytes());
            var found = await Assert.ThrowsAsync<LakeException>(() => new Versioning.Logs.LogReader(store, lake.Lake.Identity.Lake).ReadAsync("refs/branches/main", 2).AsTask());
            Assert.Equal(LakeErrorKind.Corrupt, found.Kind);
        }
    }

    [Fact]
    public void A_record_above_one_mebibyte_is_neither_written_nor_read() =>
        Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => Record.Seal(new byte[Record.MaxBytes])).Kind);

    private static async Task<LakeException> FailAsync(string name, string[] lines, Func<string, string> change) => await Assert.ThrowsAsync<LakeException>(
        () => Samples.ReadAsync(name, Record.Seal([.. lines.Select((line, i) => Encoding.UTF8.GetBytes(i == 0 ? change(line) : line))])));

    private static async Task IsFoundAsync(string name, StoreKey key, byte[] bytes, string what)
    {
        var found = await Assert.ThrowsAnyAsync<LakeException>(() => Samples.ReadAsync(name, bytes));
        Assert.True(found.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported, $"{what}: {found}");
        Assert.Contains(key.Value, found.Message, StringComparison.Ordinal);
    }

    // A value replaced by one of another kind, a member dropped, or a character changed.
    private static string Damage(string line, SeededRandom random)
    {
        string[] values = ["null", "0", "-1", "99999999999999999999", "\"\"", "\"x\"", "[]", "[null]", "{}", "true", "1e400"];
        var colons = Enumerable.Range(0, line.Length).Where(i => line[i] == ':' && i > 0 && line[i - 1] == '"').ToList();
        if (colons.Count == 0 || random.Next(3) == 0)
        {
            var at = random.Next(line.Length);
            return line[..at] + (char)(32 + random.Next(90)) + line[(at + 1)..];
        }

        var colon = colons[random.Next(colons.Count)];
        var end = line.IndexOfAny([',', '}'], colon);
        return line[..(colon + 1)] + values[random.Next(values.Length)] + line[end..];
    }

    /// <summary>Numbers that follow from a seed.</summary>
    private sealed class SeededRandom(int seed)
    {
        private readonly Testing.SeededEntropy entropy = new(seed);

        public int Next(int below)
        {
            Span<byte> bytes = stackalloc byte[4];
            entropy.Fill(bytes);
            return (int)(BitConverter.ToUInt32(bytes) % (uint)below);
        }
    }
}
