using System.Formats.Tar;
using System.IO.Compression;
using LakeVersion.Delta.Tests.Support;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>Every table of the fixtures, found by looking into the folders, so that none can be forgotten.</summary>
internal static class FixtureTables
{
    /// <summary>The name under which theories run without the fixtures.</summary>
    public const string None = "none";

    private const string Packed = "kernel-300k";

    private static readonly Lazy<IReadOnlyList<FixtureTable>> Found = new(Find);

    /// <summary>All but the packed table; empty without the fixtures.</summary>
    public static IReadOnlyList<FixtureTable> All => Found.Value;

    /// <summary>The names of all, the packed one included; <see cref="None"/> without the fixtures.</summary>
    public static IEnumerable<TheoryDataRow<string>> Names => Fixtures.Find() is null
        ? [new TheoryDataRow<string>(None)]
        : All.Select(table => table.Name).Append(Packed).Select(name => new TheoryDataRow<string>(name));

    /// <summary>A table by name; the packed one is unpacked into a temporary folder at its first use.</summary>
    public static FixtureTable Get(string name)
    {
        Assert.SkipWhen(name == None, "fixtures not found");
        return name == Packed ? Unpacked.Value : All.Single(table => table.Name == name);
    }

    private static Lazy<FixtureTable> Unpacked { get; } = new(() =>
    {
        var target = Directory.CreateTempSubdirectory("lakeversion-fixtures");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => target.Delete(recursive: true);
        using var packed = new GZipStream(File.OpenRead(Path.Combine(Fixtures.Delta(), Packed + ".tar.gz")), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(packed, target.FullName, overwriteFiles: false);
        return new FixtureTable(Packed, Path.GetDirectoryName(Directory.GetDirectories(target.FullName, "_delta_log", SearchOption.AllDirectories).Single())!, null);
    });

    private static List<FixtureTable> Find()
    {
        if (Fixtures.Find() is not { } root)
        {
            return [];
        }

        // A folder with an underscore in front groups tables of a kind, or holds texts.
        var suites = new[] { "golden", "kernel", "kernel/_catalog_managed", "error-logs", "dat/out/reader_tests/generated" };
        var cases = suites.SelectMany(suite => Directory.GetDirectories(Path.Combine(root, suite)).Order(StringComparer.Ordinal))
            .Where(folder => Path.GetFileName(folder) is not ['_', ..]);
        return [.. cases.SelectMany(folder => Tables(root, folder))];
    }

    private static IEnumerable<FixtureTable> Tables(string root, string folder)
    {
        var expected = Path.Combine(folder, "expected");
        var logs = Directory.GetDirectories(folder, "_delta_log", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var tables = logs.Count > 0 ? logs.Select(log => Path.GetDirectoryName(log)!) : [Path.Combine(folder, "delta")];
        foreach (var table in tables)
        {
            var name = Path.GetRelativePath(root, table).Replace('\\', '/').Replace("dat/out/reader_tests/generated", "dat", StringComparison.Ordinal);
            name = name.EndsWith("/delta", StringComparison.Ordinal) ? name[..^"/delta".Length] : name;
            yield return new FixtureTable(name, table, Directory.Exists(expected) ? expected : null);
        }
    }
}
