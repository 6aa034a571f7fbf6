using System.CommandLine;
using Apache.Arrow;
using LakeVersion.Cli.Verbs;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Parsing;

/// <summary><c>--where</c>: which rows are wanted.</summary>
internal sealed class WhereFlag
{
    private readonly Option<string?> where = new("--where")
    {
        Description = "Only rows that pass, as \"origin = 'SEA' and (delay > 60 or cause is not null)\"",
        HelpName = "test",
    };

    public void AddTo(Command command) => command.Add(where);

    /// <summary>True where a test was given.</summary>
    public bool IsGiven(Invocation run) => run.Get(where) is not null;

    /// <summary>The test; null where none was given.</summary>
    /// <exception cref="LakeException">Invalid: it is no test, or does not fit the columns; the message points at the fault.</exception>
    public Predicate? Read(Invocation run, Schema schema) => run.Get(where) is { } text ? PredicateText.Parse(text, schema) : null;
}
