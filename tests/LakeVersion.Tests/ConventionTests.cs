using System.Text.RegularExpressions;
using LakeVersion.Testing;
using System.Xml.Linq;

namespace LakeVersion.Tests;

/// <summary>The rules of the house that a compiler does not hold: layers, lengths, words.</summary>
public sealed partial class ConventionTests
{
    private const int MostFileLines = 500;
    private const int MostMethodLines = 70;

    private static readonly string Root = Checkout.Root;

    // docs/architecture.md: which room may use which.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["LakeVersion.Storage"] = [],
        ["LakeVersion.Storage.S3"] = ["LakeVersion.Storage"],
        ["LakeVersion.Versioning"] = ["LakeVersion.Storage"],
        ["LakeVersion.Parquet"] = ["LakeVersion.Storage"],
        ["LakeVersion.Rows"] = ["LakeVersion.Storage"],
        ["LakeVersion.Delta"] = ["LakeVersion.Storage", "LakeVersion.Parquet", "LakeVersion.Rows"],
        ["LakeVersion"] = ["LakeVersion.Storage", "LakeVersion.Versioning", "LakeVersion.Parquet", "LakeVersion.Rows", "LakeVersion.Delta"],
        ["LakeVersion.Cli"] = ["LakeVersion", "LakeVersion.Storage.S3"],
    };

    [Fact]
    public void Rooms_refer_only_to_the_rooms_below_them()
    {
        var found = Directory.GetDirectories(Path.Join(Root, "src")).Select(folder => Path.GetFileName(folder)!).ToList();
        Assert.Equal(MayUse.Keys.Order(), found.Order());
        foreach (var (room, allowed) in MayUse)
        {
            var project = XDocument.Load(Path.Join(Root, "src", room, room + ".csproj"));
            var references = project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.Empty(references.Except(allowed).Select(reference => $"{room} refers to {reference}"));
        }
    }

    [Fact]
    public void A_folder_is_a_namespace_and_a_file_holds_the_type_of_its_name()
    {
        var faults = new List<string>();
        foreach (var file in Sources())
        {
            var text = File.ReadAllText(file);
            var folder = Path.GetRelativePath(Path.Join(Root, "src"), Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            var name = NamespaceLine().Match(text).Groups[1].Value;
            if (name.Length > 0 && name != folder)
            {
                faults.Add($"{file}: namespace {name}, expected {folder}");
            }

            var types = TypeLine().Matches(text).Select(match => match.Groups[1].Value).ToList();
            if (types.Count > 0 && !types.Contains(Path.GetFileNameWithoutExtension(file)))
            {
                faults.Add($"{file}: it holds {string.Join(", ", types)}");
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void Files_and_methods_are_short()
    {
        var faults = new List<string>();
        foreach (var file in Sources())
        {
            var lines = File.ReadAllLines(file);
            if (lines.Length > MostFileLines)
            {
                faults.Add($"{file}: {lines.Length} lines");
            }

            faults.AddRange(LongMethods(lines).Select(method => $"{file}: {method}"));
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void No_file_has_a_name_that_says_nothing()
    {
        string[] empty = ["Helper", "Helpers", "Util", "Utils", "Utilities", "Manager", "Common"];
        Assert.DoesNotContain(Sources(), file => empty.Any(word => Path.GetFileNameWithoutExtension(file).EndsWith(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_source_project_bans_hidden_clocks_ids_and_check_then_rename()
    {
        var banned = File.ReadAllText(Path.Join(Root, "BannedSymbols.txt"));
        foreach (var symbol in (string[])["DateTime.UtcNow", "Guid.NewGuid", "Random.Shared", "File.Move"])
        {
            Assert.Contains(symbol, banned, StringComparison.Ordinal);
        }

        var props = File.ReadAllText(Path.Join(Root, "src", "Directory.Build.props"));
        Assert.Contains("BannedApiAnalyzers", props, StringComparison.Ordinal);
        Assert.DoesNotContain("RS0030", string.Concat(Sources().Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Path.Join(Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    // A member's body, in the house's layout, is what stands between braces of 4 spaces.
    private static IEnumerable<string> LongMethods(string[] lines)
    {
        var start = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == "    {")
            {
                start = i;
            }
            else if (lines[i].StartsWith("    }", StringComparison.Ordinal) && start >= 0)
            {
                var isType = start > 0 && TypeLine().IsMatch(lines[start - 1] + "\n");
                if (!isType && i - start - 1 > MostMethodLines)
                {
                    yield return $"line {start}: a body of {i - start - 1} lines";
                }

                start = -1;
            }
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^\s*(?:public |internal |private |static |sealed |abstract |readonly |partial |unsafe |ref )+(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();
}
