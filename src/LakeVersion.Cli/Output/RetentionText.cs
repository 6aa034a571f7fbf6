using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Retention rules as a table.</summary>
internal static class RetentionText
{
    public static void Write(Invocation run, IReadOnlyList<RetentionRuleShape> rules)
    {
        var table = new TextTable("rule", "names", "keeps");
        foreach (var rule in rules)
        {
            var names = rule.Branches.Concat(rule.Tags.Select(tag => "tag:" + tag));
            table.Add(Printable.Name(rule.Name), Printable.Name(string.Join(", ", names)), Keeps(rule));
        }

        table.Write(run.Out, run.Paint);
    }

    private static string Keeps(RetentionRuleShape rule)
    {
        string?[] parts =
        [
            rule is { Age: null, Count: null } ? "all while live" : null,
            rule.Age is { } age ? "for " + age : null,
            rule.Count is { } count ? $"the newest {count}" : null,
            "deleted ones for " + rule.Deleted,
        ];
        return string.Join("; ", parts.Where(part => part is not null));
    }
}
