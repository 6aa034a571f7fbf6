using System.Globalization;
using DuckDB.NET.Data;

namespace LakeVersion.Parquet.Tests.Support;

/// <summary>The independent reader and writer that ours is compared with; it has files in a folder of its own.</summary>
internal sealed class DuckDb : IDisposable
{
    private readonly DuckDBConnection connection = new("DataSource=:memory:");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lakeversion-parquet-");

    public DuckDb()
    {
        connection.Open();
        Run("set timezone='UTC'");
    }

    public string File(string name) => Path.Combine(folder.FullName, name);

    public void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public List<List<string>> Rows(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<List<string>> rows = [];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i =>
                reader.IsDBNull(i) ? "null" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!)]);
        }

        return rows;
    }

    public void Dispose()
    {
        connection.Dispose();
        folder.Delete(recursive: true);
    }
}
