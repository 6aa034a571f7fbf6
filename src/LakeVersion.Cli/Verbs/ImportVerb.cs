using System.CommandLine;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Changes;
using LakeVersion.Cli.Importing;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Writing;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Csv;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv import</c>: makes a table of files, or brings their rows into one.</summary>
internal sealed class ImportVerb : Verb
{
    private readonly Argument<string[]> files = new("file…")
    {
        Description = "Files of CSV, TSV, JSON (an array or lines) or Parquet, here or at s3:// and file:// locations (also patterns); '-' for standard input, with --format",
        Arity = new ArgumentArity(1, 100_000),
    };

    private readonly Option<string> into = new("--into") { Description = "The table", HelpName = "table", Required = true };
    private readonly Option<bool> append = new("--append") { Description = "Add the rows to the table. Text is read by the table's columns" };
    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Put the rows in place of all; older revisions keep the old ones" };
    private readonly Option<string?> replaceWhere = new("--replace-where") { Description = "With --overwrite: replace only rows that pass, as \"day = '2026-11-01'\"; the new ones must", HelpName = "test" };
    private readonly Option<bool> dynamic = new("--dynamic") { Description = "With --overwrite: replace only the partitions that appear in the new rows" };
    private readonly Option<bool> overwriteSchema = new("--overwrite-schema") { Description = "With --overwrite: replace the columns too" };
    private readonly Option<bool> mergeSchema = new("--merge-schema") { Description = "Add columns that the table lacks" };
    private readonly Option<string?> partitionBy = new("--partition-by") { Description = "For a new table: columns that divide its files, as a,b", HelpName = "columns" };
    private readonly Option<string?> format = new("--format") { Description = "The format; else by the extension", HelpName = "format" };
    private readonly Option<string?> schema = new("--schema") { Description = "The columns of text files: 'a int, b date', or a file with that", HelpName = "columns" };
    private readonly Option<string?> nullText = new("--null") { Description = "CSV: a text that means null, besides nothing at all", HelpName = "text" };
    private readonly Option<string?> delimiter = new("--delimiter") { Description = "CSV: what stands between fields; 'tab' for a tab", HelpName = "character" };
    private readonly Option<long?> sample = new("--sample") { Description = "CSV: infer types from so many rows; else from all", HelpName = "rows" };
    private readonly CommitFlags commit = new();

    public ImportVerb()
        : base(
            "import",
            "Import files as a table, in one commit. Types come from the file, the table or --schema, or are inferred.",
            "lv import flights.parquet --into flights -m \"First load\"",
            "lv import 2026-*.csv --into sales/orders --append --idempotency-key load-2026-11-01",
            "lv import 's3://drop/2026-11-*.csv' --into sales/orders --append",
            "lv import 2026-11-01.csv --into sales/orders --overwrite --replace-where \"day = '2026-11-01'\"",
            "lv import people.csv --into people --schema 'id long not null, name string, born date' --null NA",
            "curl -s https://example.com/a.json | lv import - --format json --into raw/a")
    {
        format.AcceptOnlyFromAmong(ImportFormats.Words);
        Add(files);
        foreach (var option in (Option[])[into, append, overwrite, replaceWhere, dynamic, overwriteSchema, mergeSchema, partitionBy, format, schema, nullText, delimiter, sample])
        {
            Add(option);
        }

        commit.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        CheckOptions(run);
        var asked = ImportColumns.Asked(run, run.Get(schema));
        var session = await WriteSession.BeginAsync(run, commit, raw: false, cancellationToken);
        var sources = run.Get(commit.IdempotencyKey) is null ? null : await OpenAsync(run, cancellationToken);
        if (sources is not null)
        {
            session.Request = await AskedAsync(run, sources, cancellationToken);
            if (await session.ShowDoneAsync("import", cancellationToken))
            {
                return ExitCode.Done;
            }
        }

        var table = session.Change.Table((await session.TargetAsync(run.Get(into)!, cancellationToken)).TrimEnd('/'));
        var now = await table.ExistsAsync(cancellationToken) ? await table.OpenAsync(cancellationToken) : null;
        if (now is not null)
        {
            CheckExisting(run, table.Path, session.Branch);
        }

        sources ??= await OpenAsync(run, cancellationToken);
        var begun = run.Context.Time.GetTimestamp();
        var own = run.Get(overwriteSchema) ? null : now?.Schema;
        var columns = await ImportColumns.DecideAsync(sources, own, asked, run.Get(mergeSchema), cancellationToken);
        var rows = 0L;
        await LongWork.RunAsync(run.Context, $"Importing into {table.Path}", sources.Sum(source => source.SizeBytes), async step =>
        {
            var batches = RowsAsync(sources, columns, step, count => rows += count, cancellationToken);
            await WriteAsync(run, table, now is not null, columns, batches, cancellationToken);
        });

        var before = run.Get(append) ? now?.Files.Count ?? 0 : 0;
        var figures = new Dictionary<string, long>
        {
            ["rows"] = rows,
            ["dataFiles"] = (await table.OpenAsync(cancellationToken)).Files.Count - before,
            ["milliseconds"] = (long)run.Context.Time.GetElapsedTime(begun).TotalMilliseconds,
        };
        var what = sources.Count > 1 ? Printable.Count(sources.Count, "file") : Path.GetFileName(sources[0].Name);
        return await session.FinishAsync("import", $"Import {what} into {table.Path}", figures, cancellationToken);
    }

    private static async IAsyncEnumerable<RecordBatch> RowsAsync(
        IReadOnlyList<IImportSource> sources, Schema columns, Action<double> step, Action<long> count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            await foreach (var batch in source.ReadAsync(columns, step, cancellationToken))
            {
                using (batch)
                {
                    count(batch.Length);
                    yield return batch;
                }
            }
        }
    }

    private async ValueTask WriteAsync(
        Invocation run, TransactionTable table, bool exists, Schema columns, IAsyncEnumerable<RecordBatch> rows, CancellationToken cancellationToken)
    {
        var partitions = run.Get(partitionBy)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (!exists)
        {
            await table.CreateAsync(columns, new CreateOptions { PartitionColumns = partitions ?? [] }, rows, cancellationToken);
        }
        else if (run.Get(append))
        {
            await table.AppendAsync(rows, new AppendOptions { MergeSchema = run.Get(mergeSchema) }, cancellationToken);
        }
        else
        {
            var options = new OverwriteOptions
            {
                OverwriteSchema = run.Get(overwriteSchema),
                PartitionColumns = partitions,
                MergeSchema = run.Get(mergeSchema),
                DynamicPartitions = run.Get(dynamic),
                ReplaceWhere = run.Get(replaceWhere) is { } test ? PredicateText.Parse(test, (await table.OpenAsync(cancellationToken)).Schema) : null,
            };
            await table.OverwriteAsync(rows, options, cancellationToken);
        }
    }

    private ValueTask<IReadOnlyList<IImportSource>> OpenAsync(Invocation run, CancellationToken cancellationToken) =>
        ImportSources.OpenAsync(run, run.Get(files), run.Get(format), ReadCsvOptions(run), cancellationToken);

    // The content counts, not the names that it came from.
    private async ValueTask<string> AskedAsync(Invocation run, IReadOnlyList<IImportSource> sources, CancellationToken cancellationToken)
    {
        var words = new List<string> { run.Asked(files) };
        foreach (var source in sources)
        {
            words.Add(await source.ContentAsync(cancellationToken));
        }

        return string.Join('\0', words);
    }

    private void CheckOptions(Invocation run)
    {
        var fault = run.Get(append) && run.Get(overwrite) ? "--append and --overwrite exclude each other."
            : run.Get(overwriteSchema) && !run.Get(overwrite) ? "--overwrite-schema goes with --overwrite."
            : (run.Get(dynamic) || run.Get(replaceWhere) is not null) && !run.Get(overwrite) ? "--replace-where and --dynamic go with --overwrite."
            : run.Get(dynamic) && run.Get(replaceWhere) is not null ? "--replace-where and --dynamic exclude each other."
            : (run.Get(dynamic) || run.Get(replaceWhere) is not null) && (run.Get(overwriteSchema) || run.Get(mergeSchema)) ? "--replace-where and --dynamic exclude --overwrite-schema and --merge-schema: rows that stay need the columns that they have."
            : run.Get(overwriteSchema) && run.Get(mergeSchema) ? "--overwrite-schema and --merge-schema exclude each other."
            : run.Get(files).Count(file => file == "-") > 1 ? "Standard input can be read once."
            : null;
        if (fault is not null)
        {
            throw LakeException.Invalid(fault);
        }
    }

    private void CheckExisting(Invocation run, string table, string branch)
    {
        if (!run.Get(append) && !run.Get(overwrite))
        {
            throw LakeException.Refused($"The table '{table}' exists already on branch '{branch}'. Add the rows with --append, or replace all with --overwrite.");
        }

        if (!run.Get(overwriteSchema) && (run.Get(schema) ?? run.Get(partitionBy)) is not null)
        {
            throw LakeException.Invalid(
                $"The table '{table}' has columns and partitions already; --schema and --partition-by go with a new table or --overwrite-schema.");
        }
    }

    private CsvOptions ReadCsvOptions(Invocation run)
    {
        var text = run.Get(delimiter) is "tab" or "\\t" ? "\t" : run.Get(delimiter) ?? ",";
        return text.Length == 1 && run.Get(sample) is null or > 0
            ? new CsvOptions { Delimiter = text[0], NullText = run.Get(nullText), SampleRows = run.Get(sample) }
            : throw LakeException.Invalid("--delimiter is one character or 'tab', and --sample is above 0.");
    }
}
