using LakeVersion.Storage;

namespace LakeVersion.Cli.Importing;

/// <summary>Standard input as a file, since columns are inferred in a pass of their own and Parquet is read from its end.</summary>
internal sealed class SpooledInput : IAsyncDisposable
{
    private SpooledInput(string path) => Path = path;

    public string Path { get; }

    public static async ValueTask<SpooledInput> ReadAsync(Stream input, IEntropy entropy, CancellationToken cancellationToken)
    {
        var spooled = new SpooledInput(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lv-{Id128.Create(entropy)}"));
        var file = new FileStream(spooled.Path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
        await using (file)
        {
            try
            {
                await input.CopyToAsync(file, cancellationToken);
                return spooled;
            }
            catch
            {
                await spooled.DisposeAsync();
                throw;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(Path);
        return ValueTask.CompletedTask;
    }
}
