# Run once by the image of PostgreSQL, after the roles were made.
psql --set=ON_ERROR_STOP=1 --set=owner="$OWNER_PASSWORD" --set=api="$API_PASSWORD" --set=system="$SYSTEM_PASSWORD" <<'SQL'
alter role kith_owner password :'owner';
alter role kith_api password :'api';
alter role kith_system password :'system';
create database kith owner kith_owner;
SQL
