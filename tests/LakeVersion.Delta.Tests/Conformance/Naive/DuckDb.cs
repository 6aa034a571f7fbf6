using DuckDB.NET.Data;

namespace LakeVersion.Delta.Tests.Conformance.Naive;

/// <summary>The other reader of Parquet, in memory.</summary>
internal sealed class DuckDb : IDisposable
{
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    public DuckDb()
    {
        connection.Open();
        Run("set timezone = 'UTC'");
        Run("set threads = 1");
    }

    public void Dispose() => connection.Dispose();

    public void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query, each value as DuckDB.NET gives it.</summary>
    public List<object?[]> Rows(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    }
}
