using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Protection rules as a table.</summary>
internal static class ProtectText
{
    public static void Write(Invocation run, IReadOnlyList<ProtectionRuleShape> rules)
    {
        var table = new TextTable("rule", "branches", "what");
        foreach (var rule in rules)
        {
            table.Add(Printable.Name(rule.Name), Printable.Name(string.Join(", ", rule.Branches)), Printable.Name(What(rule)));
        }

        table.Write(run.Out, run.Paint);
    }

    private static string What(ProtectionRuleShape rule)
    {
        string?[] parts =
        [
            rule.MergeOnly ? "merge only" : null,
            rule.NoReset ? "no reset" : null,
            rule.NoDelete ? "no delete" : null,
            rule.Checks.Count > 0 ? "checks " + string.Join(", ", rule.Checks) : null,
        ];
        return string.Join("; ", parts.Where(part => part is not null));
    }
}
