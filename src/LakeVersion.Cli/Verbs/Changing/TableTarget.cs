using System.CommandLine;
using System.Globalization;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary>The table that a verb changes: one of a lake (<c>lv table …</c>), or a plain one (<c>lv delta …</c>).</summary>
internal abstract class TableTarget
{
    /// <summary>Adds the arguments and options that name the table, and what is remembered with the change.</summary>
    public abstract void AddTo(Command command);

    /// <summary>An example as it is for this kind of table.</summary>
    /// <param name="verb">The verb's name.</param>
    /// <param name="table">A table's name, without its place.</param>
    /// <param name="rest">What stands behind the table.</param>
    public abstract string Example(string verb, string table, string rest);

    /// <summary>Makes the change and shows what was done.</summary>
    /// <param name="run">The command.</param>
    /// <param name="verb">The verb's name.</param>
    /// <param name="message">The commit's message, with the table's name, where the user gave none.</param>
    /// <param name="change">The change, for the table as it is; it may read it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="request">What is asked for where the command's words do not say it, as where files count by their content; null for the words.</param>
    /// <returns>The exit code.</returns>
    public abstract Task<int> RunAsync(
        Invocation run,
        string verb,
        Func<string, string> message,
        Func<DeltaSnapshot, CommitOptions, CancellationToken, ValueTask<ITableChange>> change,
        CancellationToken cancellationToken,
        Func<CancellationToken, ValueTask<string>>? request = null);

    /// <summary>The figures that are whole numbers.</summary>
    internal static Dictionary<string, long> Figures(IReadOnlyDictionary<string, string?> metrics)
    {
        var figures = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, value) in metrics)
        {
            if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                figures[name] = number;
            }
        }

        return figures;
    }
}
