using System.CommandLine;
using LakeVersion.Cli.Verbs;
using LakeVersion.Delta.Vacuuming;

namespace LakeVersion.Cli.Parsing;

/// <summary>How long a vacuum keeps files.</summary>
internal sealed class RetentionFlags
{
    private readonly Option<string?> retain = new("--retain")
    {
        Description = "Keep files for so long after the last version that needed them; else the table's property, or 7d",
        HelpName = "span",
    };

    private readonly Option<bool> force = new("--force")
    {
        Description = "Allow less than the table's own retention: who still reads an older version, or is writing, may lose files",
    };

    public void AddTo(Command command)
    {
        command.Add(retain);
        command.Add(force);
    }

    public VacuumOptions Read(Invocation run) => new()
    {
        Retention = run.Get(retain) is { } text ? AmountText.Span("--retain", text) : null,
        AllowShortRetention = run.Get(force),
    };
}
