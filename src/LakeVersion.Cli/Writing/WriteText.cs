using LakeVersion.Cli.Output;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Cli.Writing;

/// <summary>Says in words what a writing verb did.</summary>
internal static class WriteText
{
    /// <summary>The shape with how a commit ended.</summary>
    public static WriteShape With(WriteShape shape, CommitResult result) => shape with
    {
        Status = result.Status switch
        {
            CommitStatus.Committed => "committed",
            CommitStatus.Unchanged => "unchanged",
            _ => "replayed",
        },
        Commit = result.Commit.Id.ToString(),
        Entry = result.State.N,
        Message = result.Status == CommitStatus.Unchanged ? shape.Message : result.Commit.Record.Message,
    };

    public static void Write(Invocation run, WriteShape shape)
    {
        var (output, paint) = (run.Out, run.Paint);
        foreach (var change in shape.Changes ?? [])
        {
            var note = change.IsTable ? "  (table)" : change.SizeBytes is { } size ? $"  {Printable.Size(size)}" : "";
            output.WriteLine($"{DifferenceText.Sign(paint, change.Kind)} {Printable.Name(change.Path)}{note}");
        }

        var commit = paint.Yellow(shape.Commit?[..10] ?? "");
        var message = Printable.Name(shape.Message.Split('\n', 2)[0]);
        output.WriteLine(shape.Status switch
        {
            "committed" => $"{commit} {shape.Branch}: {message}",
            "replayed" => $"{commit} {shape.Branch}: {message} (done before, with this idempotency key)",
            "unchanged" when shape.Commit is null => $"Nothing changed; transaction {shape.Transaction} stands as it was.",
            "unchanged" => $"Nothing changed; {shape.Branch} stands at {commit} as before.",
            "staged" => $"Staged for {shape.Branch} in transaction {shape.Transaction}: {message}",
            _ => $"Dry run: nothing was changed. It would be on {shape.Branch}: {message}",
        });
        if (shape.Status is "committed" or "staged" or "dryRun")
        {
            output.WriteLine($"  {Summary(shape)}");
        }
    }

    private static string Summary(WriteShape shape)
    {
        var parts = new List<string>();
        Add(shape.Added, "added");
        Add(shape.Changed, "changed");
        Add(shape.Removed, "removed");
        if (shape.Tables.Count > 0)
        {
            parts.Add($"{(shape.Tables.Count == 1 ? "table" : "tables")} {string.Join(", ", shape.Tables.Select(Printable.Name))}");
        }

        parts.AddRange(FigureText.Parts(shape.Figures ?? new Dictionary<string, long>()));
        return string.Join(", ", parts);

        void Add(long count, string what)
        {
            if (count > 0)
            {
                parts.Add($"{count:N0} {what}");
            }
        }
    }
}
