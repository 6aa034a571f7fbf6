using System.CommandLine;
using Apache.Arrow;
using LakeVersion.Cli.Parsing;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Editing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table update</c>, <c>lv delta update</c>: columns of rows that pass a test get new values.</summary>
internal sealed class UpdateVerb : Verb
{
    private readonly TableTarget target;
    private readonly WhereFlag where = new();
    private readonly Option<bool> all = new("--all") { Description = "Update every row; instead of --where" };

    private readonly Option<string[]> set = new("--set")
    {
        Description = "A column and its new value, an expression over the old values; repeatable",
        HelpName = "column=value",
        Required = true,
        AllowMultipleArgumentsPerToken = false,
    };

    public UpdateVerb(TableTarget target)
        : base(
            "update",
            "Give columns of the rows that pass a test new values.",
            target.Example("update", "flights", "--set \"delay=0\" --where \"delay < 0\""),
            target.Example("update", "people", "--set \"name=trim(name)\" --set \"city=coalesce(city, 'unknown')\" --all"))
    {
        this.target = target;
        target.AddTo(this);
        Add(set);
        where.AddTo(this);
        Add(all);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (where.IsGiven(run) == run.Get(all))
        {
            throw LakeException.Invalid(run.Get(all)
                ? "--where and --all exclude each other."
                : "Say which rows to update: --where TEST, or --all for every one.");
        }

        return target.RunAsync(
            run,
            "update",
            table => $"Update rows of {table}",
            (current, commit, _) => ValueTask.FromResult<ITableChange>(
                new UpdateRows(where.Read(run, current.Schema), Values(run, current.Schema), new UpdateOptions { Commit = commit })),
            cancellationToken);
    }

    private Dictionary<string, ValueExpression> Values(Invocation run, Schema columns)
    {
        var values = new Dictionary<string, ValueExpression>(StringComparer.Ordinal);
        foreach (var text in run.Get(set) ?? [])
        {
            var (name, value) = Assignment(text);
            if (!values.TryAdd(name, ValueText.Parse(value, columns)))
            {
                throw LakeException.Invalid($"--set names column '{name}' twice.");
            }
        }

        return values;
    }

    // A name may stand in back-quotes, as it does in expressions, and then hold a sign of equality.
    private static (string Name, string Value) Assignment(string text)
    {
        var start = text.TrimStart();
        var behind = start.StartsWith('`') ? start.IndexOf('`', 1) + 1 : 0;
        var sign = start.IndexOf('=', behind);
        return sign >= 1
            ? (behind > 0 && start[behind..sign].Trim().Length == 0 ? start[1..(behind - 1)] : start[..sign].Trim(), start[(sign + 1)..])
            : throw LakeException.Invalid($"'{text}': --set takes a column and its value, as \"delay=0\" or \"name=trim(name)\".");
    }
}
