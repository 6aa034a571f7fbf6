using System.Globalization;
using System.Text.RegularExpressions;
using LakeVersion.Delta.Tests.Support;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>A text that says what another reader printed of a table.</summary>
/// <param name="Name">Folder and file.</param>
/// <param name="Text">The text.</param>
internal sealed partial record ExpectedText(string Name, string Text)
{
    /// <summary>The fixture that the text is about, or a dash where it names none.</summary>
    public string TableName => Table().Match(Text) is { Success: true } match ? match.Groups[1].Value : "–";

    /// <summary>The fixture; null where it is not among those here.</summary>
    public FixtureTable? Fixture => FixtureTables.All.SingleOrDefault(table => IsOf(table));

    public string Result => Fixture is null ? "no such table among the fixtures"
        : Catalogue.All.Single(entry => entry.Table == Fixture.Name).Kind is { } kind ? $"refused: {kind}, see above"
        : Columns().Count == 0 ? "version and schema compared" : $"version, schema and {Columns().Count} columns compared";

    public long Version => long.Parse(VersionLine().Match(Text).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>The names and types of the outermost columns.</summary>
    public IReadOnlyList<string> Schema => [.. Field().Matches(Text).Select(match => $"{match.Groups[1].Value}: {match.Groups[2].Value}")];

    public static IEnumerable<ExpectedText> All()
    {
        var root = Path.Combine(Fixtures.Delta(), "kernel", "_text_expected");
        return Directory.GetFiles(root, "*.expected", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => new ExpectedText(Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText(file)));
    }

    /// <summary>The values of each column that is printed, as text.</summary>
    public Dictionary<string, List<string>> Columns() => Column().Matches(Text).ToDictionary(
        match => match.Groups[1].Value,
        match => match.Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().TrimEnd(',')).ToList(),
        StringComparer.Ordinal);

    private bool IsOf(FixtureTable table) => (table.Name == $"dat/{TableName}" && Text.Contains("/dat/", StringComparison.Ordinal))
        || (table.Name == $"kernel/{TableName}" && Text.Contains("/kernel/tests/data/", StringComparison.Ordinal));

    [GeneratedRegex(@"(?:table at|feed from) \S*?/(\w[^/\s]*)/(?:delta/)?\n")]
    private static partial Regex Table();

    [GeneratedRegex(@"^version: (\d+)", RegexOptions.Multiline)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^[├└]─ (.+?): (\S+)", RegexOptions.Multiline)]
    private static partial Regex Field();

    [GeneratedRegex(@"^(\w+):  \[\n([^\[\]]*)\]", RegexOptions.Multiline)]
    private static partial Regex Column();
}
