using LakeVersion.Cli.Local;
using LakeVersion.Cli.Verbs;
using LakeVersion.Outside;
using LakeVersion.Rows.Csv;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Importing;

/// <summary>Opens the files of an import; they are closed at the end of the run.</summary>
internal static class ImportSources
{
    /// <exception cref="LakeException">NotFound: no such file. Invalid: no format, no Parquet file, or kinds that do not mix.</exception>
    public static async ValueTask<IReadOnlyList<IImportSource>> OpenAsync(
        Invocation run, IReadOnlyList<string> files, string? format, CsvOptions csv, CancellationToken cancellationToken)
    {
        var sources = new List<IImportSource>();
        foreach (var file in files)
        {
            if (OutsideText.IsOutside(file))
            {
                await foreach (var found in OutsideText.Parse(run, file).FindAsync(cancellationToken))
                {
                    sources.Add(run.Own(await OpenAsync(run, found, ImportFormats.Of(found.Name, format), csv, cancellationToken)));
                }

                continue;
            }

            CheckThere(run, file);
            sources.Add(run.Own(await OpenAsync(run, file, ImportFormats.Of(file, format), csv, cancellationToken)));
        }

        return sources.Select(source => source.IsTyped).Distinct().Count() == 1
            ? sources
            : throw LakeException.Invalid("Parquet files and text files have their types from different places; import them one after the other.");
    }

    private static async ValueTask<IImportSource> OpenAsync(
        Invocation run, OutsideObject file, ImportFormat format, CsvOptions csv, CancellationToken cancellationToken) =>
        format == ImportFormat.Parquet
            ? await ParquetSource.OpenAsync(file, run.Options(null).Parquet, cancellationToken)
            : new TextSource(file, format, csv);

    // Before the format: the name of a file that is not there tells nothing of it.
    private static void CheckThere(Invocation run, string file)
    {
        if (file != "-" && run.Context.FullPath(file) is var path && !File.Exists(path))
        {
            throw LakeException.NotFound(Directory.Exists(path) ? $"'{file}' is a folder; name the files in it." : $"There is no file '{file}' here.");
        }
    }

    private static async ValueTask<IImportSource> OpenAsync(
        Invocation run, string file, ImportFormat format, CsvOptions csv, CancellationToken cancellationToken)
    {
        var path = file == "-"
            ? run.Own(await SpooledInput.ReadAsync(run.Context.StandardInput, run.Context.Entropy, cancellationToken)).Path
            : run.Context.FullPath(file);
        var name = file == "-" ? "standard input" : file;
        return format == ImportFormat.Parquet
            ? await ParquetSource.OpenAsync(name, path, run.Options(null).Parquet, cancellationToken)
            : new TextSource(name, path, format, csv);
    }
}
