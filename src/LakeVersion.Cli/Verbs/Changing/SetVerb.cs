using System.CommandLine;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table set</c>: properties of a table, its name and its description.</summary>
internal sealed class SetVerb : Verb
{
    private readonly TableTarget target;
    private readonly Argument<string[]> properties = new("name=value…") { Description = "Properties to set", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> unset = new("--unset") { Description = "A property to take away; repeatable", HelpName = "name", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> name = new("--name") { Description = "The name that the table carries; empty for none", HelpName = "text" };
    private readonly Option<string?> description = new("--description") { Description = "What the table is; empty for nothing", HelpName = "text" };

    public SetVerb(TableTarget target)
        : base(
            "set",
            "Set properties of a table. Those of Delta (delta.…) are checked, others are free.",
            target.Example("set", "flights", "delta.columnMapping.mode=name owner=ops"),
            target.Example("set", "flights", "--unset owner --description \"One row a flight\""))
    {
        this.target = target;
        target.AddTo(this);
        Add(properties);
        Add(unset);
        Add(name);
        Add(description);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var set = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in run.Get(properties))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !set.TryAdd(pair[..at], pair[(at + 1)..]))
            {
                throw LakeException.Invalid(at <= 0 ? $"'{pair}': expected name=value." : $"The property '{pair[..at]}' is given twice.");
            }
        }

        var gone = run.Get(unset) ?? [];
        if (set.Count == 0 && gone.Length == 0 && (run.Get(name) ?? run.Get(description)) is null)
        {
            throw LakeException.Invalid("Say what is to be set: name=value, --unset, --name or --description.");
        }

        return target.RunAsync(
            run,
            "set",
            table => $"Set {string.Join(", ", set.Keys.Concat(gone).DefaultIfEmpty("the description"))} of table {table}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new SetProperties
            {
                Properties = set, Unset = gone, Name = run.Get(name), Description = run.Get(description), Commit = commit,
            }),
            cancellationToken);
    }
}
