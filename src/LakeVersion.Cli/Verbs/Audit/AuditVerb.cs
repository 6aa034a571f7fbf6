using System.CommandLine;
using LakeVersion.Cli.Auditing;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Cli.Verbs.Audit;

/// <summary><c>lv audit</c>: what happened to the lake's names, by whom and when.</summary>
internal sealed class AuditVerb : Verb
{
    private readonly AuditQuery query = new();
    private readonly Option<int?> count = new("--max-count", "-n") { Description = "At most so many entries", HelpName = "count" };
    private readonly Option<string?> format = new("--format") { Description = "csv; else a table. With --json one object a line", HelpName = "format" };
    private readonly Option<bool> verify = new("--verify") { Description = "Check the history instead, as 'lv audit verify' does" };
    private readonly Option<string?> expect = AuditVerifyVerb.ExpectOption();

    public AuditVerb()
        : base(
            "audit",
            "Show the audit history: every movement of a branch or name, newest first.",
            "lv audit -n 20",
            "lv audit --all --author ada --since \"7 days ago\"",
            "lv audit --path sales/orders --op commit --format csv",
            "lv audit head --all > marks.txt; lv audit verify --expect @marks.txt")
    {
        format.AcceptOnlyFromAmong("csv", "table");
        query.AddTo(this);
        Add(count);
        Add(format);
        Add(verify);
        Add(expect);
        Add(new AuditHeadVerb());
        Add(new AuditVerifyVerb());
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (run.Get(verify))
        {
            return await AuditVerification.RunAsync(run, run.Get(expect), cancellationToken);
        }

        if (run.Get(expect) is not null)
        {
            throw LakeException.Invalid("--expect goes with --verify.");
        }

        var lake = await run.OpenAsync(cancellationToken);
        var filter = query.Read(run, lake);
        foreach (var name in filter.Names ?? [])
        {
            // A branch that never was has an empty history, which would look like one where nothing happened.
            await lake.Audit.MarkAsync(name, cancellationToken);
        }

        var entries = lake.Audit.ReadAsync(filter, cancellationToken);
        await WriteAsync(run, First(entries, run.Get(count) ?? int.MaxValue), cancellationToken);
        return ExitCode.Done;
    }

    private static async IAsyncEnumerable<AuditLine> First(IAsyncEnumerable<StoredEntry> entries, int count)
    {
        if (count <= 0)
        {
            yield break;
        }

        await foreach (var stored in entries)
        {
            yield return AuditLine.Of(stored);
            if (--count == 0)
            {
                yield break;
            }
        }
    }

    private static void Add(TextTable table, AuditLine line) => table.Add(
        Printable.Time(line.Time),
        Printable.Name(line.Kind == "branch" ? $"{line.Name}#{line.Entry}" : $"{line.Kind}:{line.Name}#{line.Entry}"),
        line.Operation,
        line.After?[..10] ?? "-",
        Printable.Name(string.Join(", ", (line.Commits ?? []).Select(member => member.Author).DefaultIfEmpty(line.Author).Distinct())),
        Printable.Name(line.Message ?? ""));

    private async ValueTask WriteAsync(Invocation run, IAsyncEnumerable<AuditLine> lines, CancellationToken cancellationToken)
    {
        var isCsv = run.Get(format) == "csv";
        if (isCsv)
        {
            run.Out.Write($"{AuditCsv.Header}\r\n");
        }

        var table = new TextTable("time (UTC)", "entry", "operation", "state", "author", "message");
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if (isCsv)
            {
                run.Out.Write($"{AuditCsv.Line(line)}\r\n");
            }
            else if (run.Json)
            {
                run.Out.WriteLine(JsonText.Of(line, LvJson.Default.AuditLine));
            }
            else
            {
                Add(table, line);
            }
        }

        table.Write(run.Out, run.Paint);
    }
}
